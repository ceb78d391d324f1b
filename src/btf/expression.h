// Conditions as people write them, before fields and values have a meaning:
// pid > 9 && (comm =~ "sh*" || !ready).
#pragma once

#include <string>
#include <string_view>

#include "src/btf/literal.h"
#include "src/btf/logic.h"

namespace skep::btf {

enum class Operator {
  set,  // the field alone: it is neither zero nor empty
  eq,
  ne,
  lt,
  le,
  gt,
  ge,
  like,  // a text, and a pattern of * and ?
};

[[nodiscard]] inline bool is_equality(Operator op) {
  return op == Operator::eq || op == Operator::ne;
}

// Is the order of two values what a comparison says?
template <typename T>
[[nodiscard]] bool compare(Operator op, const T& left, const T& right) {
  switch (op) {
    case Operator::eq:
      return left == right;
    case Operator::ne:
      return left != right;
    case Operator::lt:
      return left < right;
    case Operator::le:
      return left <= right;
    case Operator::gt:
      return left > right;
    case Operator::ge:
      return left >= right;
    case Operator::set:
    case Operator::like:
      break;
  }
  return false;
}

struct Comparison {
  std::string field{};
  Operator op = Operator::set;
  Literal operand{};  // a word, unless it is `set`
};

using Expression = Logic<Comparison>;

// Read an expression.
// Shape:  FIELD OP VALUE, with one of == != < <= > >= =~, or a FIELD alone;
//         joined by && and ||, with ! and parentheses as in C. A VALUE is a
//         word or, with blanks in it, a string of JSON. A single | is part of a
//         word.
// Errors: usage error that shows the place.
[[nodiscard]] Expression parse_expression(std::string_view text);

}  // namespace skep::btf
