#include "src/iter/cell_test.h"

#include <charconv>
#include <optional>
#include <system_error>

#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::iter {
namespace {

using btf::Operator;

// Whole numbers that are not negative are exact.
std::optional<decltype(CellTest::value)> read_number(const std::string& word) {
  if (const auto number = parse_unsigned(word)) return *number;
  double number = 0;
  const char* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

CellTest make_test(const btf::Comparison& comparison,
                   const std::vector<TableColumn>& columns,
                   std::string_view option) {
  std::vector<std::string> titles;
  for (const TableColumn& column : columns) titles.push_back(column.title);
  CellTest test{.column = find_title(titles, comparison.field, option),
                .op = comparison.op};
  const std::string& operand = comparison.operand.text;
  if (!columns[test.column].is_number) {
    test.value = operand;
    return test;
  }
  if (test.op == Operator::set) return test;
  const auto number = read_number(operand);
  if (!number || test.op == Operator::like)
    throw usage_error("'{}' is a number, not '{}'", comparison.field, operand);
  test.value = *number;
  return test;
}

bool fulfils_text(const CellTest& test, const std::string& text) {
  const auto& value = std::get<std::string>(test.value);
  if (test.op == Operator::set) return !text.empty();
  if (test.op == Operator::like) return matches_glob(text, value);
  return btf::compare(test.op, text, value);
}

template <typename T>
bool fulfils_number(const CellTest& test, T number) {
  if (test.op == Operator::set) return number != T{};
  if (const auto* other = std::get_if<T>(&test.value))
    return btf::compare(test.op, number, *other);
  const auto* whole = std::get_if<std::uint64_t>(&test.value);
  return btf::compare(test.op, static_cast<double>(number),
                      whole != nullptr ? static_cast<double>(*whole)
                                       : std::get<double>(test.value));
}

}  // namespace

CellTests cell_tests(const btf::Expression& expression,
                     const std::vector<TableColumn>& columns,
                     std::string_view option) {
  return btf::with_leaves(expression, [&](const btf::Comparison& comparison) {
    return make_test(comparison, columns, option);
  });
}

bool fulfils(const CellTests& tests, const CellRow& row) {
  return btf::holds(tests, [&](const CellTest& test) {
    const Cell& cell = row[test.column];
    const bool is_text = std::holds_alternative<std::string>(test.value);
    if (const auto* text = std::get_if<std::string>(&cell))
      return is_text && fulfils_text(test, *text);
    if (is_text) return false;
    if (const auto* number = std::get_if<std::uint64_t>(&cell))
      return fulfils_number(test, *number);
    if (const auto* number = std::get_if<std::int64_t>(&cell))
      return fulfils_number(test, static_cast<double>(*number));
    const auto* number = std::get_if<double>(&cell);
    return number != nullptr && fulfils_number(test, *number);
  });
}

}  // namespace skep::iter
