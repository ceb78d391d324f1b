#include "src/iter/cell_test.h"

#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::iter {
namespace {

using btf::Operator;

CellTest make_test(const btf::Comparison& comparison,
                   const std::vector<TableColumn>& columns) {
  std::vector<std::string> titles;
  for (const TableColumn& column : columns) titles.push_back(column.title);
  CellTest test{.column = find_title(titles, comparison.field, "--where"),
                .op = comparison.op};
  const std::string& operand = comparison.operand.text;
  if (!columns[test.column].is_number) {
    test.value = operand;
    return test;
  }
  const auto number = test.op == Operator::set ? std::optional{std::uint64_t{0}}
                                               : parse_unsigned(operand);
  if (!number || test.op == Operator::like)
    throw usage_error("'{}' is a number, not '{}'", comparison.field, operand);
  test.value = *number;
  return test;
}

bool fulfils_text(const CellTest& test, const std::string& text) {
  const std::string& value = std::get<std::string>(test.value);
  if (test.op == Operator::set) return !text.empty();
  if (test.op == Operator::like) return matches_glob(text, value);
  return btf::compare(test.op, text, value);
}

bool fulfils_number(const CellTest& test, std::uint64_t number) {
  if (test.op == Operator::set) return number != 0;
  return btf::compare(test.op, number, std::get<std::uint64_t>(test.value));
}

}  // namespace

CellTests cell_tests(const btf::Expression& expression,
                     const std::vector<TableColumn>& columns) {
  return btf::with_leaves(expression, [&](const btf::Comparison& comparison) {
    return make_test(comparison, columns);
  });
}

bool fulfils(const CellTests& tests, const CellRow& row) {
  return btf::holds(tests, [&](const CellTest& test) {
    const Cell& cell = row[test.column];
    if (const auto* text = std::get_if<std::string>(&cell))
      return fulfils_text(test, *text);
    const auto* number = std::get_if<std::uint64_t>(&cell);
    return number != nullptr && fulfils_number(test, *number);
  });
}

}  // namespace skep::iter
