// The words for perf events: types and configurations, as perf(1) has them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep {

// What perf_event_open(2) counts: PERF_TYPE_* and what that type makes of it.
struct PerfEvent {
  std::uint32_t type = 0;
  std::uint64_t config = 0;
};

// Return the word for a type of events, "software"; null: unknown.
[[nodiscard]] const char* perf_type_name(std::uint32_t type);

// Return the word for an event, "cpu-clock", "LLC-load-misses"; nullopt when
// its type has no words or none for it.
[[nodiscard]] std::optional<std::string> perf_event_name(
    const PerfEvent& event);

// Return the event of this name; perf's short names ("cycles") count as well.
[[nodiscard]] std::optional<PerfEvent> perf_event_named(std::string_view name);

// Return the names of hardware and software events.
[[nodiscard]] std::vector<std::string> perf_event_names();

}  // namespace skep
