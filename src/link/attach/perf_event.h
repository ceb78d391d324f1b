// Perf events: what the CPU or the kernel counts; the program runs on samples.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/link/attach/program.h"
#include "src/link/perf_event_names.h"

namespace skep {

struct PerfEventHook {
  PerfEvent event;
  std::optional<std::uint64_t> frequency;  // samples in a second
  std::optional<std::uint64_t> period;     // events between two samples
  std::optional<std::uint32_t> cpu;        // nullopt: all
  std::optional<std::uint32_t> pid;        // nullopt: all
  std::optional<std::uint64_t> cookie;
};

// How often samples are taken when neither frequency nor period is given.
inline constexpr std::uint64_t default_sample_frequency = 99;

[[nodiscard]] std::string title_of(const PerfEventHook& hook);

// Attach to an event; all processes on all CPUs are one link for each CPU.
[[nodiscard]] std::vector<Fd> attach_to(const PerfEventHook& hook,
                                        const Program& program);

}  // namespace skep
