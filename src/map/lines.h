// Elements for other programs, one a line: JSON and CSV.
#pragma once

#include <vector>

#include "src/map/columns.h"
#include "src/map/element_types.h"
#include "src/map/row.h"
#include "src/map/row_writer.h"
#include "src/map/value_layout.h"
#include "src/output/json.h"
#include "src/output/sink.h"

namespace skep::map {

// Which part of elements is shown.
enum class Parts { all, keys };

class JsonLines {
 public:
  JsonLines(const ValueLayout& layout, const ElementTypes* types, Parts parts)
      : rows_(layout, types), lines_(rows_), parts_(parts) {}
  JsonLines(const JsonLines&) = delete;
  JsonLines& operator=(const JsonLines&) = delete;

  // Write {"key":...,"value":...} and a line feed.
  void write(Sink& sink, const Row& row) {
    if (parts_ == Parts::all && row.code == 0)
      lines_.write(sink, row.key, row.values);
    else
      write_part(sink, row);
  }

 private:
  void write_part(Sink& sink, const Row& row) const;

  RowWriter rows_;
  RowLines lines_;
  Parts parts_;
};

class CsvLines {
 public:
  // `layout` and `columns` must outlive it.
  // Errors: Error for elements of too many fields.
  CsvLines(const ValueLayout& layout, const Columns& columns, Parts parts);

  // Write the line with the paths of the columns.
  // Shape:  those of the key, "cpu" in a per-CPU map, those of the value.
  void write_header(Sink& sink) const;
  // Write the line of an element; in a per-CPU map, one for each CPU.
  void write(Sink& sink, const Row& row) const;

 private:
  void write_values(Sink& sink, ByteView value) const;
  void write_cells(Sink& sink, const std::vector<Column>& cells,
                   ByteView part) const;

  const ValueLayout& layout_;
  const Columns& columns_;
  Parts parts_;
  std::vector<Column> keys_;
  std::vector<Column> values_;
};

}  // namespace skep::map
