#include "src/iter/table.h"

#include <algorithm>

#include "src/iter/number_traits.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::iter {
namespace {

// Are the cells of a column numbers, or nothing?
bool is_number(btf::BtfView btf, const Column& column) {
  if (!column.field) return true;
  if (column.format != nullptr || is_text(column.form)) return false;
  const btf::TypeId type = column.field->value.type;
  const NumberTraits traits = number_traits(btf, type);
  if (traits.is_enum || traits.is_pointer || btf.is_char(type)) return false;
  return traits.is_number || column.form == Form::bits;
}

}  // namespace

TableColumn table_column(btf::BtfView btf, const Column& column) {
  return {column.title, is_number(btf, column)};
}

std::uint64_t Table::count_rows() {
  std::uint64_t count = 0;
  for_each_row([&](CellRow&) {
    ++count;
    return true;
  });
  return count;
}

std::vector<std::string> titles_of(const Table& table) {
  std::vector<std::string> titles;
  for (const TableColumn& column : table.columns())
    titles.push_back(column.title);
  return titles;
}

std::size_t find_title(const std::vector<std::string>& titles,
                       const std::string& title, std::string_view option) {
  const auto found = std::find(titles.begin(), titles.end(), title);
  if (found != titles.end())
    return static_cast<std::size_t>(found - titles.begin());
  const std::string close = did_you_mean(title, titles);
  throw usage_error("{}: no field '{}' is shown", option, title)
      .with_hint(close.empty() ? "shown are " + join(titles, ", ") : close);
}

}  // namespace skep::iter
