// Kprobes: a function or an instruction of the kernel.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "src/link/attach/probe_point.h"
#include "src/link/attach/program.h"

namespace skep {

struct KprobeHook {
  ProbePoint point{};  // without a function: an address in the kernel
  bool at_return = false;
  std::optional<std::uint64_t> cookie{};
};

[[nodiscard]] std::string title_of(const KprobeHook& hook);
// Source: a perf event of the kind "kprobe", since Linux 4.17.
[[nodiscard]] Fd attach_to(const KprobeHook& hook, const Program& program);

}  // namespace skep
