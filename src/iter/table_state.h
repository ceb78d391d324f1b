// The rows of a table at some moment, and how they differ from those of
// another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "src/iter/cell.h"
#include "src/iter/table.h"
#include "src/output/changes.h"

namespace skep::iter {

struct RowOrder {
  bool operator()(const CellRow& left, const CellRow& right) const {
    return is_row_less(left, right);
  }
};

struct TableState {
  // By their keys; several of one key in their order.
  std::map<CellRow, std::vector<CellRow>, RowOrder> rows{};
  std::uint64_t count = 0;
};

// Make the rows; those with the columns `key` in common have one key.
[[nodiscard]] TableState take_state(Table& table,
                                    const std::vector<std::size_t>& key);

struct RowChange {
  ChangeKind kind;
  const CellRow* before;  // null if it was added
  const CellRow* after;   // null if it was removed

  [[nodiscard]] const CellRow& newest() const {
    return after != nullptr ? *after : *before;
  }
};

// Visit the changes in the order of the keys, until `visit` returns false. Of
// several rows with one key those that are in both states have stayed, and the
// others are compared in their order.
void for_each_row_change(const TableState& before, const TableState& after,
                         const std::function<bool(const RowChange&)>& visit);

}  // namespace skep::iter
