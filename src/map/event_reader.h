// Events that BPF programs send to user space: through ring buffers, or through
// the perf events of a perf event array.
//
// A reader never waits by itself, so that a loop can wait for several ones.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "src/map/map.h"
#include "src/sys/bytes.h"

namespace skep::map {

// What a perf event array adds to an event.
struct PerfOrigin {
  std::uint32_t cpu = 0;
  std::uint32_t index = 0;  // in the map
  std::uint64_t time = 0;   // of a record: nanoseconds, see PerfSetup
};

// How many records found no room; told once there is room again.
struct LostRecords {
  std::uint64_t id = 0;  // of the perf event
  std::uint64_t count = 0;
};

// A record; or that some were lost; or, if the kernel is newer than this
// program, neither.
struct Event {
  std::uint32_t type = 0;  // PERF_RECORD_*; of a ring buffer: _SAMPLE
  std::uint32_t size = 0;  // of all that the kernel wrote
  ByteView data{};  // of a record, until the visitor returns. Through a perf
                    // event it ends with up to 7 bytes that mean nothing
  std::optional<LostRecords> lost{};
  std::optional<PerfOrigin> origin{};  // unless from a ring buffer

  [[nodiscard]] bool is_record() const;
};

class EventReader {
 public:
  // Takes an event. Returns false to stop: later events stay where they are.
  using Visitor = std::function<bool(const Event& event)>;

  EventReader() = default;
  EventReader(const EventReader&) = delete;
  EventReader& operator=(const EventReader&) = delete;
  virtual ~EventReader() = default;

  // Return a descriptor that poll(2) and epoll(7) call readable when there are
  // events. Two cases need a look now and then in any case: a program that
  // writes to a ring buffer with BPF_RB_NO_WAKEUP, and an event that was lost.
  [[nodiscard]] virtual int fd() const = 0;

  // Visit and remove all the events that are there now, without waiting; those
  // of a CPU, or of a ring buffer, in their order. Return whether the visitor
  // wants more.
  // Errors: what the visitor throws; the event it was called for is gone.
  virtual bool drain(const Visitor& visit) = 0;
};

// How to open the perf events of an array.
struct PerfSetup {
  std::size_t pages = 64;  // of memory for each CPU: a power of two
  // Times are those of CLOCK_MONOTONIC, which BPF programs see too; or of
  // perf's own clock.
  bool has_monotonic_times = true;
  // Only this CPU, by this place in the map; otherwise all that are online,
  // each by its own number.
  struct Place {
    std::uint32_t cpu;
    std::uint32_t index;
  };
  std::optional<Place> only{};
};

// Read the events of a map, which must be open for writing and outlive the
// reader.
// Errors: Error for any other type of map, with what reads it.
[[nodiscard]] std::unique_ptr<EventReader> open_events(const Map& map);

// Read those of a perf event array. The perf events take the places of others
// in the map; the kernel removes them when the reader goes.
// Errors: Error for any other type of map; when a CPU is not online, or an
//         index not in the map.
// Source: PERF_COUNT_SW_BPF_OUTPUT.
[[nodiscard]] std::unique_ptr<EventReader> open_perf_events(
    const Map& map, const PerfSetup& setup);

}  // namespace skep::map
