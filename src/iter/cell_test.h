// Conditions on the cells of a row, where it is made of more than fields.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "src/btf/expression.h"
#include "src/iter/cell.h"
#include "src/iter/table.h"

namespace skep::iter {

// What a cell is compared with: a number or a text, as its column is.
struct CellTest {
  std::size_t column = 0;
  btf::Operator op = btf::Operator::set;
  std::variant<std::uint64_t, double, std::string> value{};
};

using CellTests = btf::Logic<CellTest>;

// Read a condition on columns, which `option` has given.
// Errors: usage error for a column that is not there, with close names, and for
//         a number that is none.
[[nodiscard]] CellTests cell_tests(const btf::Expression& expression,
                                   const std::vector<TableColumn>& columns,
                                   std::string_view option = "--where");

// What is nothing fulfils no comparison.
[[nodiscard]] bool fulfils(const CellTests& tests, const CellRow& row);

}  // namespace skep::iter
