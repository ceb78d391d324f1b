// Changes of a map's elements as people and programs read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/map/columns.h"
#include "src/map/row_writer.h"
#include "src/output/changes.h"
#include "src/output/sink.h"
#include "src/sys/bytes.h"

namespace skep::map {

// What has happened to an element.
struct Change {
  ChangeKind kind;
  const Bytes& key;     // empty if there is none
  const Bytes* before;  // null if it was added
  const Bytes* after;   // null if it was removed
  double seconds;       // between the two

  [[nodiscard]] const Bytes& newest() const {
    return after != nullptr ? *after : *before;
  }
};

// What the elements belong to, for output about several things: a "map" or a
// "variable", and its name. Empty: nothing is said about it.
struct Subject {
  std::string kind{};
  std::string name{};
};

class ChangePrinter {
 public:
  // The columns, the layout and the types, null if not known, must outlive the
  // printer.
  ChangePrinter(const Columns& columns, const ValueLayout& layout,
                const ElementTypes* types, Subject subject = {});

  // Write a line: "~ key=1 value.packets=7 (+2/s)".
  void print_text(Sink& sink, const Change& change) const;
  // Write an object; `time` is in seconds since 1970.
  void print_json(Json& json, const Change& change, std::int64_t time) const;

 private:
  void print_cell(Sink& sink, const Column& column, const Bytes& part) const;
  [[nodiscard]] bool has_changed(const Column& column,
                                 const Change& change) const;
  [[nodiscard]] std::optional<double> rate_of(const Column& column,
                                              const Change& change) const;
  void write_rates(Json& json, const Change& change) const;

  const Columns& columns_;
  RowWriter rows_;
  Subject subject_;
  std::vector<Column> keys_;
  std::vector<Column> values_;
};

}  // namespace skep::map
