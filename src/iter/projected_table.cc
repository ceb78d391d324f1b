#include "src/iter/projected_table.h"

#include <utility>

#include "src/iter/cell.h"
#include "src/iter/number_traits.h"
#include "src/iter/rows.h"

namespace skep::iter {
namespace {

// Are the cells of a column numbers, or nothing?
bool is_number(btf::BtfView kernel, const Column& column) {
  if (!column.field) return true;
  if (column.format != nullptr || is_text(column.form)) return false;
  const btf::TypeId type = column.field->value.type;
  const NumberTraits traits = number_traits(kernel, type);
  if (traits.is_enum || traits.is_pointer || kernel.is_char(type)) return false;
  return traits.is_number || column.form == Form::bits;
}

}  // namespace

ProjectedTable::ProjectedTable(btf::BtfView kernel, Projection projection,
                               IterHook hook)
    : kernel_(kernel),
      projection_(std::move(projection)),
      link_(attach_projection(kernel, projection_, std::move(hook))) {
  for (std::size_t i = 0; i < projection_.shown; ++i) {
    const Column& column = projection_.columns[i];
    columns_.push_back({column.title, is_number(kernel, column)});
  }
}

void ProjectedTable::for_each_row(const RowVisitor& visit) {
  Rows rows{kernel_, projection_, link_};
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
  Rows rows{kernel_, projection_, link_};
  std::uint64_t count = 0;
  while (rows.next()) ++count;
  return count;
}

}  // namespace skep::iter
