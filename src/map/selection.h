// The elements that a query means, one after another.
#pragma once

#include <optional>
#include <string_view>

#include "src/map/columns.h"
#include "src/map/cpu_value.h"
#include "src/map/element_types.h"
#include "src/map/filter.h"
#include "src/map/map.h"
#include "src/map/query.h"
#include "src/map/row.h"
#include "src/map/value_layout.h"

namespace skep::map {

class Selection {
 public:
  // `map`, and `types` unless they are null, must outlive the selection.
  // Errors: usage error for a query that the elements do not allow.
  Selection(const Map& map, const ElementTypes* types, const Query& query);
  Selection(const Selection&) = delete;
  Selection& operator=(const Selection&) = delete;

  // How the values of its elements lie: a single one, if the query chooses.
  [[nodiscard]] const ValueLayout& layout() const { return layout_; }
  [[nodiscard]] const Columns& columns() const { return columns_; }

  // Find a column of the elements.
  // Errors: usage error: there is none, or every CPU has one.
  [[nodiscard]] Column find(std::string_view path) const;

  // Require that all CPUs share a value, or that the query chooses.
  void require_one_value() const;

  // Visit the elements, in the kernel's order or that of the query.
  // Errors: as walk().
  void for_each(const RowVisitor& visit);

 private:
  void for_each_unsorted(const RowVisitor& visit);

  const Map& map_;
  Columns columns_;
  ValueLayout map_layout_;
  std::optional<CpuValue> cpu_value_;
  ValueLayout layout_;
  std::optional<Filter> filter_;
  std::optional<Column> sort_;
  bool is_descending_;
  std::optional<std::uint64_t> most_;
};

}  // namespace skep::map
