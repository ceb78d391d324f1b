#include "src/iter/table_state.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace skep::iter {
namespace {

using Rows = std::vector<const CellRow*>;

bool is_before(const CellRow* left, const CellRow* right) {
  return is_row_less(*left, *right);
}

// Return the rows of `left` that are not in `right`; both are in order.
Rows difference(const std::vector<CellRow>& left,
                const std::vector<CellRow>& right) {
  Rows all;
  Rows others;
  for (const CellRow& row : left) all.push_back(&row);
  for (const CellRow& row : right) others.push_back(&row);
  Rows result;
  std::set_difference(all.begin(), all.end(), others.begin(), others.end(),
                      std::back_inserter(result), is_before);
  return result;
}

// Visit the changes of the rows of one key; false: no more are wanted.
bool visit_changes(const std::vector<CellRow>& before,
                   const std::vector<CellRow>& after,
                   const std::function<bool(const RowChange&)>& visit) {
  const Rows gone = difference(before, after);
  const Rows come = difference(after, before);
  for (std::size_t i = 0; i < std::max(gone.size(), come.size()); ++i) {
    const CellRow* old = i < gone.size() ? gone[i] : nullptr;
    const CellRow* now = i < come.size() ? come[i] : nullptr;
    const ChangeKind kind = old == nullptr   ? ChangeKind::added
                            : now == nullptr ? ChangeKind::removed
                                             : ChangeKind::changed;
    if (!visit({kind, old, now})) return false;
  }
  return true;
}

}  // namespace

TableState take_state(Table& table, const std::vector<std::size_t>& key) {
  TableState state;
  table.for_each_row([&](CellRow& row) {
    CellRow key_cells;
    for (const std::size_t column : key) key_cells.push_back(row[column]);
    state.rows[std::move(key_cells)].push_back(std::move(row));
    ++state.count;
    return true;
  });
  for (auto& [cells, rows] : state.rows)
    std::sort(rows.begin(), rows.end(), is_row_less);
  return state;
}

void for_each_row_change(const TableState& before, const TableState& after,
                         const std::function<bool(const RowChange&)>& visit) {
  static const std::vector<CellRow> none;
  bool goes_on = true;
  for_each_change(
      before.rows, after.rows,
      [&](ChangeKind, const CellRow&, const std::vector<CellRow>* old,
          const std::vector<CellRow>* now) {
        goes_on = goes_on && visit_changes(old != nullptr ? *old : none,
                                           now != nullptr ? *now : none, visit);
      });
}

}  // namespace skep::iter
