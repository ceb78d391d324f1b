// Many functions of the kernel at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/link/attach/probe_point.h"
#include "src/link/attach/program.h"

namespace skep {

struct KprobeMultiHook {
  // Functions, patterns and addresses; one at least.
  std::vector<ProbePlace> places{};
  ProbeMoment moment = ProbeMoment::call;
  std::optional<std::uint64_t> cookie{};  // of places without one
};

[[nodiscard]] std::string title_of(const KprobeMultiHook& hook);
// Source: BPF_LINK_CREATE with BPF_TRACE_KPROBE_MULTI, since Linux 5.18, or
//         BPF_TRACE_KPROBE_SESSION, since 6.10.
[[nodiscard]] Fd attach_to(const KprobeMultiHook& hook, const Program& program);

}  // namespace skep
