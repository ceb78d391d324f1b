#include "src/link/perf_event_names.h"

#include <fmt/format.h>
#include <linux/perf_event.h>

#include <array>
#include <utility>

namespace skep {
namespace {

// In all the lists the place is the kernel's number.
constexpr std::array<const char*, PERF_TYPE_MAX> types{
    "hardware", "software", "tracepoint", "hw-cache", "raw", "breakpoint"};

constexpr std::array<const char*, PERF_COUNT_HW_MAX> hardware{
    "cpu-cycles",
    "instructions",
    "cache-references",
    "cache-misses",
    "branch-instructions",
    "branch-misses",
    "bus-cycles",
    "stalled-cycles-frontend",
    "stalled-cycles-backend",
    "ref-cycles"};

constexpr std::array<const char*, PERF_COUNT_SW_MAX> software{
    "cpu-clock",        "task-clock",   "page-faults",  "context-switches",
    "cpu-migrations",   "minor-faults", "major-faults", "alignment-faults",
    "emulation-faults", "dummy",        "bpf-output",   "cgroup-switches"};

constexpr std::array<const char*, PERF_COUNT_HW_CACHE_MAX> caches{
    "L1-dcache", "L1-icache", "LLC", "dTLB", "iTLB", "branch", "node"};
constexpr std::array<const char*, PERF_COUNT_HW_CACHE_OP_MAX> cache_uses{
    "load", "store", "prefetch"};
constexpr std::array<const char*, PERF_COUNT_HW_CACHE_RESULT_MAX> cache_results{
    "refs", "misses"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> aliases{{
    {"cycles", "cpu-cycles"},
    {"branches", "branch-instructions"},
    {"faults", "page-faults"},
    {"cs", "context-switches"},
    {"migrations", "cpu-migrations"},
    {"idle-cycles-frontend", "stalled-cycles-frontend"},
    {"idle-cycles-backend", "stalled-cycles-backend"},
}};

template <std::size_t size>
const char* name_at(const std::array<const char*, size>& names,
                    std::uint64_t place) {
  return place < size ? names[place] : nullptr;
}

// Return the word for a part of a cache event; its number if it has none.
template <std::size_t size>
std::string part_at(const std::array<const char*, size>& names,
                    std::uint64_t place) {
  const char* name = name_at(names, place);
  return name != nullptr ? name : std::to_string(place);
}

std::string cache_event_name(std::uint64_t config) {
  return fmt::format("{}-{}-{}", part_at(caches, config & 0xff),
                     part_at(cache_uses, config >> 8 & 0xff),
                     part_at(cache_results, config >> 16));
}

template <std::size_t size>
std::optional<PerfEvent> find_in(const std::array<const char*, size>& names,
                                 std::uint32_t type, std::string_view name) {
  for (std::size_t config = 0; config < size; ++config)
    if (name == names[config]) return PerfEvent{type, config};
  return std::nullopt;
}

std::optional<PerfEvent> cache_event_named(std::string_view name) {
  for (std::size_t cache = 0; cache < caches.size(); ++cache)
    for (std::size_t use = 0; use < cache_uses.size(); ++use)
      for (std::size_t result = 0; result < cache_results.size(); ++result) {
        const std::uint64_t config = cache | use << 8 | result << 16;
        if (name == cache_event_name(config))
          return PerfEvent{PERF_TYPE_HW_CACHE, config};
      }
  return std::nullopt;
}

}  // namespace

const char* perf_type_name(std::uint32_t type) { return name_at(types, type); }

std::optional<std::string> perf_event_name(const PerfEvent& event) {
  const char* name = nullptr;
  if (event.type == PERF_TYPE_HW_CACHE) return cache_event_name(event.config);
  if (event.type == PERF_TYPE_HARDWARE) name = name_at(hardware, event.config);
  if (event.type == PERF_TYPE_SOFTWARE) name = name_at(software, event.config);
  if (name == nullptr) return std::nullopt;
  return name;
}

std::optional<PerfEvent> perf_event_named(std::string_view name) {
  for (const auto& [alias, meant] : aliases)
    if (name == alias) name = meant;
  if (auto event = find_in(hardware, PERF_TYPE_HARDWARE, name)) return event;
  if (auto event = find_in(software, PERF_TYPE_SOFTWARE, name)) return event;
  return cache_event_named(name);
}

std::vector<std::string> perf_event_names() {
  std::vector<std::string> names{hardware.begin(), hardware.end()};
  names.insert(names.end(), software.begin(), software.end());
  return names;
}

}  // namespace skep
