// Events as rows of a table that grows as they come, for people.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/map/columns.h"
#include "src/map/element_types.h"
#include "src/map/event_reader.h"
#include "src/output/sink.h"
#include "src/output/table.h"

namespace skep::map {

class EventTable {
 public:
  struct Extras {
    bool map = false;  // its name, of several that are shown
    bool cpu = false;  // all the events have one
  };

  // `types`, whose values the events are, are null if they are not known; they
  // must outlive it.
  EventTable(std::string map, const ElementTypes* types, Extras extras);

  // Write a record that has the value of the type; or whatever else an event
  // is, in a line of its own.
  void write_value(Sink& sink, const Event& event, ByteView value);
  void write_other(Sink& sink, const Event& event);
  // Write how many records were lost, as somebody else knows.
  void write_lost(Sink& sink, std::uint64_t count);

  // Write what is kept back; call it after each batch of events.
  void finish();
  // Write the titles again before the next row: something else was shown.
  void begin_again();

 private:
  void start(Sink& sink);
  [[nodiscard]] TextTable::Cell cell_of(const Column& column,
                                        ByteView value) const;

  std::string map_;
  Columns columns_;
  std::vector<Column> shown_;
  Extras extras_;
  bool needs_titles_ = false;
  std::optional<TextTable> table_;
};

}  // namespace skep::map
