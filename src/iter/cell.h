// Fields of a row as people and programs read them.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "src/btf/btf.h"
#include "src/iter/projection.h"
#include "src/output/json.h"
#include "src/output/sink.h"
#include "src/sys/bytes.h"

namespace skep::iter {

// A value that is JSON already: an array or a struct.
struct JsonText {
  std::string text;

  bool operator==(const JsonText&) const = default;
};

// One field: nothing, where the object has none; a truth, a number, a text.
using Cell = std::variant<std::monostate, bool, std::int64_t, std::uint64_t,
                          double, std::string, JsonText>;
using CellRow = std::vector<Cell>;

// Reads the fields of rows.
class CellReader {
 public:
  // The BTF must outlive the reader.
  explicit CellReader(btf::BtfView kernel) : kernel_(kernel) {}

  // Read a column of a row. `index` is its place among the columns.
  // Shape: numbers whose typedef says network order (__be16) in ours, enums by
  //        name, addresses as "0x7f..".
  [[nodiscard]] Cell read(const Column& column, std::size_t index,
                          ByteView row);
  // Read the bytes of a column, which are there.
  [[nodiscard]] Cell read(const Column& column, ByteView bytes);

 private:
  [[nodiscard]] Cell read_value(const Column& column, ByteView bytes);
  [[nodiscard]] Cell read_bits(const Column& column, ByteView bytes) const;
  [[nodiscard]] Cell print(btf::TypeId type, ByteView bytes);

  btf::BtfView kernel_;
  Sink sink_;
};

// Return what text shows of a cell: "-" for nothing.
[[nodiscard]] std::string text_of_cell(const Cell& cell);

void write_cell(Json& json, const Cell& cell);

// Compare two cells of one column: numbers by size, text by letters; nothing
// comes last.
[[nodiscard]] bool is_less(const Cell& left, const Cell& right);

// Compare rows by their first cells that differ.
[[nodiscard]] bool is_row_less(const CellRow& left, const CellRow& right);

// Sort rows by one of their cells, the smallest first, or the largest with
// `is_descending`. Rows with the same one stay in their order.
void sort_rows(std::vector<CellRow>& rows, std::size_t column,
               bool is_descending);

}  // namespace skep::iter
