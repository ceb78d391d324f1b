// Expressions that choose among rows: insns > 1000 && prog == "xdp_*".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/iter/cell.h"
#include "src/iter/where.h"

namespace skep::iter {

class RowFilter {
 public:
  // Read an expression (see parse_where()) about columns with these titles.
  // Numbers are compared as numbers; text is compared with == and != alone, and
  // its value is a pattern of * and ?.
  // Errors: usage error that shows the place, or names close titles.
  RowFilter(std::string_view text, const std::vector<std::string>& titles);

  // Check the tests beside a row that has in its columns what all rows have.
  // Errors: usage error for a test that makes no sense.
  void check(const CellRow& row) const;

  // Does it hold for a row? What the row has not passes no test.
  [[nodiscard]] bool matches(const CellRow& row) const;

 private:
  [[nodiscard]] bool holds(const Logic& logic, const CellRow& row) const;
  [[nodiscard]] bool passes(std::size_t term, const CellRow& row) const;

  Where where_;
  std::vector<std::size_t> columns_;  // of the terms
};

}  // namespace skep::iter
