// What is asked of the rows of a table.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/iter/row_printer.h"

namespace skep::iter {

struct Query {
  // Fields; each entry may hold several, with commas between.
  std::vector<std::string> fields{};
  std::optional<std::string> where{};  // see src/btf/expression.h
  // One row for all that have these fields in common, with their number and
  // the sums of the others.
  std::vector<std::string> group{};
  std::vector<std::string> sums{};
  std::optional<std::string> sort{};  // by this field
  bool is_reversed = false;
  std::optional<std::uint64_t> top{};  // how many of the largest
  std::optional<std::uint64_t> limit{};
  bool counts = false;  // only how many there are
  std::optional<RowFormat> format{};
  // Changes after each such time, of rows with these fields in common.
  std::optional<std::chrono::milliseconds> watch{};
  std::vector<std::string> key{};

  [[nodiscard]] bool is_empty() const { return *this == Query{}; }
  // Does any field matter, besides those that `where` names?
  [[nodiscard]] bool looks_at_fields() const {
    return !counts || watch || !group.empty();
  }
  bool operator==(const Query&) const = default;
};

// Require that the parts of a query make sense together.
// Errors: usage error that names two that do not.
void check_query(const Query& query);

// Return the fields of a list whose entries may hold several.
// Errors: usage error if there is a list, but no field in it; `option` is what
//         gave it.
[[nodiscard]] std::vector<std::string> split_fields(
    const std::vector<std::string>& lists, std::string_view option);

// Return the fields that a query needs of each object: those that are asked
// for, or the usual ones; for groups, what these are told apart by and what is
// added up, by the titles of those or as other fields.
[[nodiscard]] std::vector<std::string> fields_to_read(
    const Query& query, const std::vector<std::string>& usual);

}  // namespace skep::iter
