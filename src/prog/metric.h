// What `prog profile` counts while a program runs.
#pragma once

#include <linux/perf_event.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace skep::prog {

// A ratio that makes sense of a metric, beside the other one.
struct Ratio {
  std::string_view base{};  // the other metric; empty: there is no ratio
  std::string_view text{};  // "insns per cycle"
  double factor = 1;
};

struct Metric {
  std::string_view name;  // bpftool's
  std::string_view help;
  std::uint32_t type;  // PERF_TYPE_*
  std::uint64_t config;
  Ratio ratio{};
};

// Return all metrics: bpftool's, then those that every machine counts.
[[nodiscard]] std::span<const Metric> all_metrics();

// How many can be counted at once, as in bpftool: a CPU has few counters.
inline constexpr std::size_t most_metrics = 4;

}  // namespace skep::prog
