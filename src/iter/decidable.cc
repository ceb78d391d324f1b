#include "src/iter/decidable.h"

#include <optional>
#include <string_view>
#include <utility>

#include "src/iter/row_value.h"
#include "src/sys/text.h"

namespace skep::iter {
namespace {

using btf::Operator;

bool can_decide(const Test& test) {
  return !test.is_of_text() || btf::is_equality(test.op);
}

// Return the nearest to `tests` that is decidable: what holds whenever they do,
// or, with `is_below`, only if they do. nullopt: always, or, below, never.
std::optional<Tests> nearest(const Tests& tests, bool is_below) {
  using Kind = Tests::Kind;
  if (tests.kind == Kind::leaf)
    return can_decide(tests.leaf) ? std::optional{tests} : std::nullopt;
  Tests result{.kind = tests.kind};
  const bool is_negated = tests.kind == Kind::none;
  // What always holds counts for nothing among all, and decides any.
  const bool can_leave_out = (tests.kind != Kind::any) != is_below;
  for (const Tests& part : tests.parts) {
    auto known = nearest(part, is_below != is_negated);
    if (known)
      result.parts.push_back(std::move(*known));
    else if (!can_leave_out)
      return std::nullopt;
  }
  if (result.parts.empty()) return std::nullopt;
  return result;
}

bool fulfils_text(const Test& test, std::string_view text) {
  const std::string_view value = std::get<std::string>(test.value);
  return test.op == Operator::like ? matches_glob(text, value)
                                   : btf::compare(test.op, text, value);
}

bool fulfils_number(const Test& test, std::uint64_t number) {
  const auto value = std::get<std::uint64_t>(test.value);
  if (!test.is_signed) return btf::compare(test.op, number, value);
  return btf::compare(test.op, static_cast<std::int64_t>(number),
                      static_cast<std::int64_t>(value));
}

}  // namespace

bool is_decidable(const Tests& tests) {
  return !btf::any_leaf(tests,
                        [](const Test& test) { return !can_decide(test); });
}

Tests decidable_part(const Tests& tests) {
  return nearest(tests, false).value_or(Tests{});
}

bool fulfils(const Test& test, btf::BtfView btf, const Column& column,
             ByteView bytes) {
  return test.is_of_text()
             ? fulfils_text(test, text_in(bytes))
             : fulfils_number(test, number_in(btf, column, bytes));
}

bool fulfils_rest(btf::BtfView kernel, const Projection& projection,
                  ByteView row) {
  if (!projection.rest) return true;
  return btf::holds(*projection.rest, [&](const Test& test) {
    const Column& column = projection.columns[test.column];
    return has_value(row, test.column) &&
           fulfils(test, kernel, column, bytes_in(row, column));
  });
}

}  // namespace skep::iter
