#include "src/iter/row_filter.h"

#include <algorithm>
#include <charconv>
#include <compare>
#include <optional>
#include <type_traits>

#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::iter {
namespace {

bool is_equality(Condition condition) {
  return condition == Condition::equal || condition == Condition::not_equal;
}

bool fulfils(std::partial_ordering order, Condition condition) {
  switch (condition) {
    case Condition::equal:
      return order == 0;
    case Condition::not_equal:
      return order != 0;
    case Condition::less:
      return order < 0;
    case Condition::less_or_equal:
      return order <= 0;
    case Condition::greater:
      return order > 0;
    default:
      return order >= 0;  // false for what is not ordered
  }
}

template <typename T>
std::optional<T> read_as(const std::string& word) {
  T number{};
  const char* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

// Whole numbers are compared exactly; what is no number is not ordered.
template <typename T>
std::partial_ordering compare(T value, const std::string& word) {
  if (const auto number = read_as<T>(word)) return value <=> *number;
  const auto number = read_as<double>(word);
  if (!number) return std::partial_ordering::unordered;
  return static_cast<double>(value) <=> *number;
}

bool compare_text(std::string_view text, const Term& term) {
  return is_equality(term.condition) &&
         matches_glob(text, term.value) == (term.condition == Condition::equal);
}

bool is_number(const Cell& cell) {
  return std::holds_alternative<std::int64_t>(cell) ||
         std::holds_alternative<std::uint64_t>(cell) ||
         std::holds_alternative<double>(cell);
}

void check_term(const Term& term, const Cell& cell) {
  if (std::holds_alternative<std::monostate>(cell)) return;
  if (is_number(cell) && !read_as<double>(term.value))
    throw usage_error("'{}' is a number, not '{}'", term.field, term.value);
  if (!is_number(cell) && !is_equality(term.condition))
    throw usage_error("'{}' is a text: it takes == and != alone", term.field);
}

}  // namespace

RowFilter::RowFilter(std::string_view text,
                     const std::vector<std::string>& titles)
    : where_(parse_where(text)) {
  for (const Term& term : where_.terms) {
    const auto found = std::ranges::find(titles, term.field);
    if (found == titles.end())
      throw usage_error("there is no column '{}'", term.field)
          .with_hint(did_you_mean(term.field, titles));
    columns_.push_back(static_cast<std::size_t>(found - titles.begin()));
  }
}

void RowFilter::check(const CellRow& row) const {
  for (std::size_t i = 0; i < columns_.size(); ++i)
    check_term(where_.terms[i], row[columns_[i]]);
}

bool RowFilter::matches(const CellRow& row) const {
  return holds(where_.logic, row);
}

bool RowFilter::holds(const Logic& logic, const CellRow& row) const {
  const auto is_held = [&](const Logic& part) { return holds(part, row); };
  switch (logic.kind) {
    case Logic::Kind::test:
      return passes(logic.test, row);
    case Logic::Kind::all:
      return std::ranges::all_of(logic.parts, is_held);
    case Logic::Kind::any:
      return std::ranges::any_of(logic.parts, is_held);
    case Logic::Kind::none:
      break;
  }
  return std::ranges::none_of(logic.parts, is_held);
}

bool RowFilter::passes(std::size_t term, const CellRow& row) const {
  const Term& test = where_.terms[term];
  return std::visit(
      [&](const auto& value) {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          return false;
        else if constexpr (std::is_same_v<T, bool>)
          return compare_text(value ? "true" : "false", test);
        else if constexpr (std::is_arithmetic_v<T>)
          return fulfils(compare(value, test.value), test.condition);
        else if constexpr (std::is_same_v<T, JsonText>)
          return compare_text(value.text, test);
        else
          return compare_text(value, test);
      },
      row[columns_[term]]);
}

}  // namespace skep::iter
