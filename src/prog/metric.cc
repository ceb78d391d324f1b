#include "src/prog/metric.h"

#include <array>

namespace skep::prog {
namespace {

constexpr std::uint64_t cache_event(std::uint64_t cache, std::uint64_t result) {
  constexpr std::uint64_t operation = PERF_COUNT_HW_CACHE_OP_READ;
  return cache | operation << 8U | result << 16U;
}

constexpr Metric hardware_metric(std::string_view name, std::string_view help,
                                 std::uint64_t config, Ratio ratio = {}) {
  return {name, help, PERF_TYPE_HARDWARE, config, ratio};
}

constexpr Metric cache_metric(std::string_view name, std::string_view help,
                              std::uint64_t cache, std::uint64_t result,
                              std::string_view ratio_text = {}) {
  const Ratio ratio =
      ratio_text.empty() ? Ratio{} : Ratio{"instructions", ratio_text, 1e6};
  return {name, help, PERF_TYPE_HW_CACHE, cache_event(cache, result), ratio};
}

constexpr Metric software_metric(std::string_view name, std::string_view help,
                                 std::uint64_t config) {
  return {name, help, PERF_TYPE_SOFTWARE, config, {}};
}

constexpr std::array metrics{
    hardware_metric("cycles", "cycles of the CPU", PERF_COUNT_HW_CPU_CYCLES),
    hardware_metric("instructions", "instructions of the CPU",
                    PERF_COUNT_HW_INSTRUCTIONS,
                    {"cycles", "insns per cycle", 1}),
    cache_metric("l1d_loads", "reads from the first data cache",
                 PERF_COUNT_HW_CACHE_L1D, PERF_COUNT_HW_CACHE_RESULT_ACCESS),
    cache_metric("llc_misses", "reads that the last cache could not serve",
                 PERF_COUNT_HW_CACHE_LL, PERF_COUNT_HW_CACHE_RESULT_MISS,
                 "LLC misses per million insns"),
    cache_metric("itlb_misses", "addresses of code that had to be looked up",
                 PERF_COUNT_HW_CACHE_ITLB, PERF_COUNT_HW_CACHE_RESULT_MISS,
                 "itlb misses per million insns"),
    cache_metric("dtlb_misses", "addresses of data that had to be looked up",
                 PERF_COUNT_HW_CACHE_DTLB, PERF_COUNT_HW_CACHE_RESULT_MISS,
                 "dtlb misses per million insns"),
    software_metric("cpu_clock", "nanoseconds", PERF_COUNT_SW_CPU_CLOCK),
    software_metric("task_clock", "nanoseconds of the task",
                    PERF_COUNT_SW_TASK_CLOCK),
    software_metric("page_faults", "page faults", PERF_COUNT_SW_PAGE_FAULTS),
    software_metric("context_switches", "switches to other tasks",
                    PERF_COUNT_SW_CONTEXT_SWITCHES),
};

}  // namespace

std::span<const Metric> all_metrics() { return metrics; }

}  // namespace skep::prog
