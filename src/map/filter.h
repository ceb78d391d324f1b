// Conditions on the elements of a map:
// dport == 443 && (packets > 10 || !ready).
#pragma once

#include <string_view>
#include <utility>

#include "src/map/columns.h"
#include "src/map/condition.h"
#include "src/sys/bytes.h"

namespace skep::map {

class Filter {
 public:
  // Read a condition.
  // Shape:  an expression (src/btf/expression.h). A value is a literal of the
  //         field's type (src/btf/literal.h) or, where that is not known, a
  //         number, hex digits or an atom (atoms.h); =~ is for text.
  // Errors: usage error that shows the place, or names close fields.
  Filter(std::string_view text, const Columns& columns);
  // Take conditions that are understood.
  explicit Filter(Conditions conditions) : root_(std::move(conditions)) {}

  // Does an element fulfil it? What lies beyond the end of the key or value is
  // neither equal to anything nor different from it.
  [[nodiscard]] bool matches(ByteView key, ByteView value) const;

  // Does it ask about values, not about keys alone?
  [[nodiscard]] bool reads_values() const;

 private:
  Conditions root_;
};

}  // namespace skep::map
