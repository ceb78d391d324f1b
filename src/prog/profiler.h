// Counting what happens while a program runs, wherever it runs.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "src/output/writer.h"
#include "src/prog/metric.h"
#include "src/prog/profile_code.h"
#include "src/sys/fd.h"

namespace skep::prog {

// What was counted, over all CPUs.
struct Profile {
  std::uint64_t run_count = 0;
  std::vector<Reading> readings{};  // one for each metric
};

// Counts from its construction to its destruction, by two programs of skep's
// own that run at the beginning and at the end of the one that is measured. A
// run in which another one begins on the same CPU, or that ends on another CPU
// than it began, is not counted.
class Profiler {
 public:
  // Errors: Error when the machine does not count one of the metrics; when the
  //         program has no BTF, or the kernel does not let others be attached
  //         to it.
  // Source: perf events, and programs of types fentry and fexit (Linux 5.5).
  Profiler(const Fd& prog, std::span<const Metric> metrics);

  [[nodiscard]] Profile read() const;
  // Count no more.
  void stop() { links_.clear(); }

 private:
  std::size_t metric_count_;
  std::vector<Fd> counters_{};  // perf events
  std::vector<Fd> events_{};    // the maps that they are in
  Fd profile_;
  std::vector<Fd> links_{};
};

// Show it as bpftool's `prog profile` does.
void print_profile(Writer& out, std::span<const Metric> metrics,
                   const Profile& profile);

}  // namespace skep::prog
