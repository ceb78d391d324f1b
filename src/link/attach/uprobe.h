// Uprobes: functions and instructions of executables and libraries.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "src/link/attach/program.h"

namespace skep {

// A place in an ELF file.
struct ProbePoint {
  std::string function{};    // empty: `offset` counts from the file's start
  std::uint64_t offset = 0;  // from the function's start
};

struct UprobeHook {
  std::string file;
  ProbePoint point;
  std::optional<std::uint32_t> pid;  // nullopt: every process
  bool at_return = false;
  std::optional<std::uint64_t> cookie;
};

[[nodiscard]] std::string title_of(const UprobeHook& hook);
[[nodiscard]] Fd attach_to(const UprobeHook& hook, const Program& program);

}  // namespace skep
