// Why an object did not load, told from what libbpf and the verifier say.
#pragma once

#include <span>
#include <string>

#include "src/object/bpf_object.h"
#include "src/object/source_lines.h"
#include "src/sys/error.h"

namespace skep {

// Make the error for an object from `path` that bpf_object__load() refused
// with the errno value `code`; `warnings` are what libbpf logged meanwhile.
// `object`, if there is one left, and `lines` tell more of its programs.
[[nodiscard]] Error load_error(int code, const std::string& path,
                               std::span<const std::string> warnings,
                               const bpf_object* object = nullptr,
                               const SourceLines& lines = {});

// Return `error` with what libbpf logged on the lines below, and with a hint
// if it is known what to do about that.
[[nodiscard]] Error with_reasons(const Error& error,
                                 std::span<const std::string> warnings);

}  // namespace skep
