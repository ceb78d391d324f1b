// A table: columns, and rows that are made anew each time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "src/btf/btf.h"
#include "src/iter/cell.h"
#include "src/iter/column.h"

namespace skep::iter {

struct TableColumn {
  std::string title;
  bool is_number = false;  // one that can be added up
};

// Describe a field of rows.
[[nodiscard]] TableColumn table_column(btf::BtfView btf, const Column& column);

// Takes a row, which may be moved from; false: no more of them are wanted.
using RowVisitor = std::function<bool(CellRow& row)>;

class Table {
 public:
  Table() = default;
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;
  virtual ~Table() = default;

  [[nodiscard]] virtual const std::vector<TableColumn>& columns() const = 0;
  // Make the rows, from the first to the last.
  virtual void for_each_row(const RowVisitor& visit) = 0;
  // Count the rows, which may be quicker.
  [[nodiscard]] virtual std::uint64_t count_rows();
};

[[nodiscard]] std::vector<std::string> titles_of(const Table& table);

// Return the place of the column with this title.
// Errors: usage error that names `option` and close titles.
[[nodiscard]] std::size_t find_title(const std::vector<std::string>& titles,
                                     const std::string& title,
                                     std::string_view option);

}  // namespace skep::iter
