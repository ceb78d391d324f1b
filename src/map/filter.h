// Conditions on the elements of a map:
// dport == 443 && (packets > 10 || !ready).
#pragma once

#include <string_view>

#include "src/map/columns.h"
#include "src/map/condition.h"
#include "src/sys/bytes.h"

namespace skep::map {

class Filter {
 public:
  // Read a condition.
  // Shape:  FIELD OP LITERAL, with one of == != < <= > >= or, for text, =~ and
  //         a pattern of * and ?; or a FIELD alone. With ! && || and
  //         parentheses as in C. A LITERAL is a word or, with blanks in it,
  //         "..."; it is one of the field's type (src/btf/literal.h) or, where
  //         that is not known, a number, hex digits or an atom (atoms.h).
  // Errors: usage error that shows the place, or names close fields.
  Filter(std::string_view text, const Columns& columns);

  // Does an element fulfil it? What lies beyond the end of the key or value is
  // neither equal to anything nor different from it.
  [[nodiscard]] bool matches(ByteView key, ByteView value) const;

  // Does it ask about values, not about keys alone?
  [[nodiscard]] bool reads_values() const;

 private:
  Condition root_;
};

}  // namespace skep::map
