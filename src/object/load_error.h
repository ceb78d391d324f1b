// Why an object did not load, told from what libbpf and the verifier say.
#pragma once

#include <span>
#include <string>

#include "src/sys/error.h"

namespace skep {

// Make the error for an object from `path` that bpf_object__load() refused
// with the errno value `code`; `warnings` are what libbpf logged meanwhile.
[[nodiscard]] Error load_error(int code, const std::string& path,
                               std::span<const std::string> warnings);

// Return `error` with what libbpf logged on the lines below.
[[nodiscard]] Error with_reasons(const Error& error,
                                 std::span<const std::string> warnings);

}  // namespace skep
