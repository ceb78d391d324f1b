// Raw tracepoints: the arguments of the tracepoint as they are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/link/attach/program.h"

namespace skep {

struct RawTracepointHook {
  std::string name;
  std::optional<std::uint64_t> cookie;
};

[[nodiscard]] std::string title_of(const RawTracepointHook& hook);
// Source: BPF_RAW_TRACEPOINT_OPEN, since Linux 4.17; cookies since 6.10.
[[nodiscard]] Fd attach_to(const RawTracepointHook& hook,
                           const Program& program);

// Return the names of the raw tracepoints of the kernel without its modules;
// none when the kernel has no BTF.
[[nodiscard]] std::vector<std::string> raw_tracepoint_names();

}  // namespace skep
