// Conditions on the elements of a map, and how they are written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/btf/bits.h"
#include "src/map/columns.h"
#include "src/sys/bytes.h"

namespace skep::map {

// A condition of other conditions (any, all, none), or of a column: that it is
// neither zero nor empty (set), or what a comparison of it says.
struct Condition {
  enum class Operator { any, all, none, set, eq, ne, lt, le, gt, ge, like };

  Operator op = Operator::set;
  std::vector<Condition> parts{};
  Column column{};
  // What the column is compared with, by its kind.
  btf::Wide number{};
  double real = 0;
  std::string text{};
  Bytes bytes{};
};

// Read a condition, see Filter.
// Errors: usage error that shows the place, or names close fields.
[[nodiscard]] Condition parse_condition(std::string_view text,
                                        const Columns& columns);

}  // namespace skep::map
