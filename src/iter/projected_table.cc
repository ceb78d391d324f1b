#include "src/iter/projected_table.h"

#include <utility>

#include "src/iter/cell.h"
#include "src/iter/rows.h"

namespace skep::iter {
ProjectedTable::ProjectedTable(btf::BtfView kernel, Projection projection,
                               IterHook hook, Fd netns)
    : kernel_(kernel),
      projection_(std::move(projection)),
      link_(attach_projection(kernel, projection_, std::move(hook))),
      netns_(std::move(netns)) {
  for (std::size_t i = 0; i < projection_.shown; ++i)
    columns_.push_back(table_column(kernel, projection_.columns[i]));
}

void ProjectedTable::for_each_row(const RowVisitor& visit) {
  Rows rows{kernel_, projection_, link_, netns_};
  CellReader reader{kernel_};
  CellRow cells;
  while (const auto row = rows.next()) {
    cells.clear();
    for (std::size_t i = 0; i < projection_.shown; ++i)
      cells.push_back(reader.read(projection_.columns[i], i, *row));
    if (!visit(cells)) return;
  }
}

std::uint64_t ProjectedTable::count_rows() {
  Rows rows{kernel_, projection_, link_, netns_};
  std::uint64_t count = 0;
  while (rows.next()) ++count;
  return count;
}

}  // namespace skep::iter
