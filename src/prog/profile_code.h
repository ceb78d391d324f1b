// The programs that measure another one: they run when it begins and ends.
#pragma once

#include <linux/bpf.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/sys/fd.h"

namespace skep::prog {

// What bpf_perf_event_read_value() tells.
struct Reading {
  std::uint64_t counter = 0;
  std::uint64_t enabled = 0;  // nanoseconds
  std::uint64_t running = 0;  // less, when counters are shared
};

// The value of the map that the programs share, one for each CPU. Behind it
// come two readings for each metric: at the beginning of the run that goes on,
// and the sum over all runs.
struct ProfileHeader {
  std::uint64_t is_running = 0;
  std::uint64_t count = 0;  // of runs
};

// Return the size of that value.
[[nodiscard]] std::size_t profile_size(std::size_t metric_count);

// Return where in it the sum of a metric is.
[[nodiscard]] std::size_t sum_offset(std::size_t metric);

// Write the program for the beginning of a run, and that for its end. `events`
// are perf event arrays, one for each metric, `profile` is a per-CPU array of
// one value.
[[nodiscard]] std::vector<bpf_insn> assemble_entry(
    const std::vector<Fd>& events, const Fd& profile);
[[nodiscard]] std::vector<bpf_insn> assemble_exit(const std::vector<Fd>& events,
                                                  const Fd& profile);

}  // namespace skep::prog
