// Uprobes: functions and instructions of executables and libraries.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "src/link/attach/probe_point.h"
#include "src/link/attach/program.h"

namespace skep {

struct UprobeHook {
  std::string file;
  ProbePoint point;                  // without a function: from its start
  std::optional<std::uint32_t> pid;  // nullopt: every process
  bool at_return = false;
  // Where in the file the counter of those who look at the place is.
  std::optional<std::uint32_t> ref_ctr;
  std::optional<std::uint64_t> cookie;
};

[[nodiscard]] std::string title_of(const UprobeHook& hook);
[[nodiscard]] Fd attach_to(const UprobeHook& hook, const Program& program);

}  // namespace skep
