// Expressions that choose objects: pid > 100 && (comm == "sh" || !(prio < 0)).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "src/bpf_asm/assembler.h"

namespace skep::iter {

using bpf_asm::Condition;

// One comparison, not looked up yet.
struct Term {
  std::string field;    // PATH[|PATH]...
  Condition condition;  // the unsigned one
  std::string value;
  bool is_quoted = false;  // the value was in quotes: it is text
};

// How tests are joined. All of no parts holds for every object.
struct Logic {
  enum class Kind { test, all, any, none };
  Kind kind = Kind::all;
  std::vector<Logic> parts{};
  std::size_t test = 0;  // if it is one: its place among the tests
};

struct Where {
  std::vector<Term> terms;
  Logic logic;
};

// Take an expression apart: FIELD OPERATOR VALUE, joined by && and ||, with !
// and parentheses as in C. Operators are == != < <= > >=. A value is a word, or
// stands in double quotes, where \" and \\ stand for " and \.
// Errors: usage error that tells the part that makes no sense.
[[nodiscard]] Where parse_where(std::string_view text);

}  // namespace skep::iter
