// The rows of a table by groups: how many are in each, and sums of numbers.
#pragma once

#include <cstddef>
#include <vector>

#include "src/iter/table.h"

namespace skep::iter {

class GroupedTable : public Table {
 public:
  // Group by the first `key_size` columns of `rows`, which must outlive this,
  // and add up the others. What is nothing adds nothing; sums wrap at 64 bits.
  // Errors: usage error for sums of what are no numbers, and for two columns of
  //         one title.
  GroupedTable(Table& rows, std::size_t key_size);

  // Shape: the columns of the key, "count", the sums.
  [[nodiscard]] const std::vector<TableColumn>& columns() const override {
    return columns_;
  }
  // In the order of the keys.
  void for_each_row(const RowVisitor& visit) override;

 private:
  Table& rows_;
  std::size_t key_size_;
  std::vector<TableColumn> columns_;
};

}  // namespace skep::iter
