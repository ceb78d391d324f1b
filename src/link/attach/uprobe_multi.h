// Many functions and instructions of an executable or library at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/link/attach/probe_point.h"
#include "src/link/attach/program.h"

namespace skep {

struct UprobeMultiHook {
  std::string file{};
  // Functions, patterns and offsets in the file; one at least.
  std::vector<ProbePlace> places{};
  std::optional<std::uint32_t> pid{};  // nullopt: every process
  ProbeMoment moment = ProbeMoment::call;
  std::optional<std::uint64_t> cookie{};  // of places without one
};

[[nodiscard]] std::string title_of(const UprobeMultiHook& hook);
// Source: BPF_LINK_CREATE with BPF_TRACE_UPROBE_MULTI, since Linux 6.6, or
//         BPF_TRACE_UPROBE_SESSION, since 6.13.
[[nodiscard]] Fd attach_to(const UprobeMultiHook& hook, const Program& program);

}  // namespace skep
