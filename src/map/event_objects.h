// Events as JSON objects: {"map":"events","value":{"pid":1}}.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "src/btf/print_value.h"
#include "src/map/element_types.h"
#include "src/map/event_reader.h"
#include "src/output/row_template.h"
#include "src/output/sink.h"

namespace skep::map {

class EventObjects {
 public:
  // `types`, whose values the events are, are null if they are not known; they
  // must outlive it.
  EventObjects(std::string map, const ElementTypes* types);

  // Write a record that has the value of the type, by `value`; or whatever
  // else an event is: {"map":"events","bytes":["0x01"]}, {...,"lost":1}. Events
  // of perf event arrays have "cpu" and, as records, "time" too.
  void write_value(Json& json, const Event& event, ByteView value);
  void write_other(Json& json, const Event& event) const;
  // Write how many records were lost, as somebody else knows.
  void write_lost(Json& json, std::uint64_t count) const;

 private:
  void begin(Json& json) const;
  void record(const Json& place, const Event& event, RowSources sources);

  std::string map_;
  std::optional<btf::ValuePrinter> printer_;
  std::optional<RowTemplate> row_;
};

}  // namespace skep::map
