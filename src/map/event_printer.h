// Events of ring buffers and perf event arrays, as `map events` shows them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "src/btf/print_value.h"
#include "src/map/event_reader.h"
#include "src/output/writer.h"

namespace skep::map {

// The type of the records of a map.
struct EventType {
  btf::Btf btf;
  btf::TypeId id;
};

// Load the type that the map itself tells of.
// Errors: nullopt when it tells of none, as most do.
[[nodiscard]] std::optional<EventType> own_event_type(const Map& map);

// Write the members of an event into the open JSON object: cpu and time, those
// of perf events alone; how many records were lost; of a record, by
// `write_record`; or the type of what is none of both.
void write_event_members(Json& json, const Event& event,
                         const std::function<void()>& write_record);

class EventPrinter {
 public:
  // `type`, null if it is not known, must outlive the printer. With `is_ndjson`
  // people see a line of JSON for each event.
  EventPrinter(const EventType* type, bool is_ndjson);

  // Print an event, as an element of the open list.
  // Shape: {"cpu":0,"time":1,"value":V}, where V is by BTF or ["0x01",...];
  //        {"cpu":0,"lost":1}; cpu and time only of perf events.
  void print(Writer& out, const Event& event) const;

 private:
  void write_object(Json& json, const Event& event) const;
  void write_value(Json& json, ByteView data) const;
  void write_line(Sink& sink, const Event& event) const;
  void write_value_line(Sink& sink, ByteView data) const;

  std::optional<btf::ValuePrinter> json_printer_;
  std::optional<btf::ValuePrinter> text_printer_;
  bool is_ndjson_;
};

// Print an event as bpftool's event_pipe does.
void print_piped_event(Writer& out, const Event& event);

}  // namespace skep::map
