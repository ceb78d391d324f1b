// Rows of text in columns, for people.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/output/sink.h"

namespace skep {

// Columns are as wide as their widest cell in the first thousand rows; a wider
// one that comes later moves the rest of its row. Control characters are
// escaped.
class TextTable {
 public:
  struct Cell {
    std::string text;
    // A column of numbers ends at one line. They are plain text.
    bool is_number = false;
    std::size_t width = 0;  // on a terminal; the table's own
  };
  using Row = std::vector<Cell>;

  TextTable(Sink& sink, const std::vector<std::string>& titles);
  TextTable(const TextTable&) = delete;
  TextTable& operator=(const TextTable&) = delete;
  ~TextTable() = default;

  // Make a column at least this wide, for the sake of later rows.
  void widen(std::size_t column, std::size_t width);

  // Add a row, which has a cell for each title. What control characters it has
  // are escaped in place.
  void add(Row& row);
  void add(Row&& row) { add(row); }

  // Write what is kept back, even if it is the titles alone.
  void finish();
  // Write the titles again, below something else.
  void repeat_titles();

 private:
  static constexpr std::size_t most_kept = 1000;

  struct Shape {
    std::size_t width = 0;
    bool is_number = true;
  };

  void measure(const Row& row);
  void write(const Row& row);
  void write_kept();

  Sink& sink_;
  Row titles_;
  std::vector<Shape> shapes_;
  std::vector<Row> kept_;
  bool is_shaped_ = false;
};

}  // namespace skep
