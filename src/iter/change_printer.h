// Changes of rows as people and programs read them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "src/iter/table_state.h"
#include "src/output/json.h"
#include "src/output/sink.h"

namespace skep::iter {

class ChangePrinter {
 public:
  // `key` are the columns that are always shown.
  ChangePrinter(std::vector<TableColumn> columns, std::vector<std::size_t> key)
      : columns_(std::move(columns)), key_(std::move(key)) {}

  // Write a line for people; `seconds` lie between the two states.
  // Shape:  "~ pid=1 pages=9 (+4/s)": what has changed, with rates of numbers.
  void print_text(Sink& sink, const RowChange& change, double seconds) const;
  // Write an object.
  // Shape:  "time", "change", "row"; of one that has changed also "before",
  // what
  //         it had in place of what changed, and "rates" of numbers.
  void print_json(Json& json, const RowChange& change, double seconds,
                  std::int64_t time) const;

 private:
  [[nodiscard]] bool is_key(std::size_t column) const;
  [[nodiscard]] std::vector<std::size_t> changed_columns(
      const RowChange& change) const;
  void write_change(Json& json, const RowChange& change, double seconds) const;

  std::vector<TableColumn> columns_;
  std::vector<std::size_t> key_;
};

}  // namespace skep::iter
