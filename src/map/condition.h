// Conditions on the elements of a map, and how they are written.
#pragma once

#include <string>
#include <string_view>

#include "src/btf/bits.h"
#include "src/btf/expression.h"
#include "src/map/columns.h"
#include "src/sys/bytes.h"

namespace skep::map {

// What a comparison of a column says, or that it is neither zero nor empty.
struct Condition {
  btf::Operator op = btf::Operator::set;
  Column column{};
  // What the column is compared with, by its kind.
  btf::Wide number{};
  double real = 0;
  std::string text{};
  Bytes bytes{};
};

using Conditions = btf::Logic<Condition>;

// Read conditions, see Filter.
// Errors: usage error that shows the place, or names close fields.
[[nodiscard]] Conditions parse_conditions(std::string_view text,
                                          const Columns& columns);

// Understand one comparison.
// Errors: usage error as above.
[[nodiscard]] Condition understand(const btf::Comparison& comparison,
                                   const Columns& columns);

}  // namespace skep::map
