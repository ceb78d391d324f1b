#include "src/iter/socket_table.h"

#include <utility>

#include "src/iter/rows.h"
#include "src/iter/target.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::iter {
namespace {

std::vector<std::string> all_titles() {
  std::vector<std::string> titles;
  for (const TableColumn& column : socket_columns())
    titles.push_back(column.title);
  return titles;
}

// Return the place of a field: [NAME=]FIELD.
std::size_t find_place(const std::string& field) {
  const std::vector<std::string> titles = all_titles();
  const auto equals = field.find('=');
  const std::string name =
      equals == std::string::npos ? field : field.substr(equals + 1);
  for (std::size_t i = 0; i < titles.size(); ++i)
    if (titles[i] == name) return i;
  const std::string close = did_you_mean(name, titles);
  throw failure("sockets have no field '{}' here", name)
      .with_hint(close.empty() ? "they have " + join(titles, ", ") : close);
}

}  // namespace

SocketTable::SocketTable(btf::BtfView kernel, const Query& query,
                         const IterHook& hook, Fd netns)
    : kernel_(kernel), netns_(std::move(netns)) {
  for (const std::string& field : fields_to_read(query, all_titles())) {
    places_.push_back(find_place(field));
    columns_.push_back(
        {title_of_field(field), socket_columns()[places_.back()].is_number});
  }
  if (query.where)
    where_ = cell_tests(btf::parse_expression(*query.where), socket_columns());
  for (const SocketKind& kind : socket_kinds()) {
    check_iter_parameters(kind.target, hook);
    const std::string name{kind.target};
    if (!has_target(kernel, name)) continue;
    Projection projection =
        project(kernel, find_target(kernel, name), kind.fields);
    Fd link = attach_projection(kernel, projection, {});
    parts_.push_back({std::move(projection), kind.read, std::move(link)});
  }
  if (parts_.empty())
    throw failure("this kernel has no iterators over sockets");
}

void SocketTable::for_each_row(const RowVisitor& visit) {
  for (const Part& part : parts_)
    if (!visit_part(part, visit)) return;
}

bool SocketTable::visit_part(const Part& part, const RowVisitor& visit) {
  Rows rows{kernel_, part.projection, part.link, netns_};
  CellRow shown;
  while (const auto row = rows.next()) {
    const CellRow socket =
        part.read(SocketFields{kernel_, part.projection, *row});
    if (!fulfils(where_, socket)) continue;
    shown.clear();
    for (const std::size_t place : places_) shown.push_back(socket[place]);
    if (!visit(shown)) return false;
  }
  return true;
}

}  // namespace skep::iter
