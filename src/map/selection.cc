#include "src/map/selection.h"

#include "src/map/sorter.h"
#include "src/map/walk.h"
#include "src/sys/error.h"

namespace skep::map {
namespace {

// Thrown to end a walk when no more elements are wanted.
struct Enough {};

std::optional<CpuValue> choose_cpu(const Query& query,
                                   const ValueLayout& layout,
                                   const Columns& columns) {
  if (!query.cpu) return std::nullopt;
  return CpuValue{*query.cpu, layout, columns};
}

}  // namespace

Selection::Selection(const Map& map, const ElementTypes* types,
                     const Query& query)
    : map_(map),
      columns_(map.info(), types),
      map_layout_(map.info()),
      cpu_value_(choose_cpu(query, map_layout_, columns_)),
      layout_(cpu_value_ ? ValueLayout{map.info().value_size, {}}
                         : map_layout_),
      // The largest of a field, but the least of it when all comes in order.
      is_descending_(query.top.has_value() != query.is_reversed),
      most_(query.top ? query.top : query.limit) {
  if (query.filter) {
    filter_.emplace(*query.filter, columns_);
    if (filter_->reads_values()) require_one_value();
  }
  if (query.sort) sort_ = find(*query.sort);
}

Column Selection::find(std::string_view path) const {
  Column column = columns_.find(path);
  if (column.part == Part::value) require_one_value();
  return column;
}

void Selection::require_one_value() const {
  if (layout_.is_per_cpu())
    throw usage_error("in {} each CPU has a value of its own", map_.label())
        .with_hint("choose by --cpu N, or --cpu sum, min or max");
}

void Selection::for_each(const RowVisitor& visit) {
  if (sort_) {
    Sorter sorter{*sort_, is_descending_, most_};
    for_each_unsorted([&](const Row& row) { sorter.add(row); });
    return sorter.for_each(visit);
  }
  if (!most_) return for_each_unsorted(visit);
  if (*most_ == 0) return;
  std::uint64_t left = *most_;
  try {
    for_each_unsorted([&](const Row& row) {
      visit(row);
      if (--left == 0) throw Enough{};
    });
  } catch (const Enough&) {
    return;
  }
}

void Selection::for_each_unsorted(const RowVisitor& visit) {
  const auto visit_match = [&](const Row& row) {
    if (!filter_ || filter_->matches(row.key, row.values)) visit(row);
  };
  walk(map_, map_layout_,
       {.element =
            [&](ByteView key, ByteView values) {
              visit_match(
                  {.key = key,
                   .values = cpu_value_ ? cpu_value_->of(values) : values});
            },
        .unreadable =
            [&](ByteView key, int code) {
              visit_match({.key = key, .values = {}, .code = code});
            }});
}

}  // namespace skep::map
