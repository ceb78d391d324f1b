// Which fields of each object are wanted, and how they lie in a row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "src/btf/btf.h"
#include "src/btf/expression.h"
#include "src/iter/column.h"
#include "src/iter/target.h"

namespace skep::iter {

// What can hold for an object.
struct Test {
  std::size_t column = 0;  // one that it has
  btf::Operator op = btf::Operator::eq;
  // As the column is: a number of 64 bits, or a text.
  std::variant<std::uint64_t, std::string> value{};
  bool is_signed = false;  // of a number

  [[nodiscard]] bool is_of_text() const { return value.index() == 1; }
};

using Tests = btf::Logic<Test>;

// Columns that lie near each other in one struct: they are read at once, with
// what is between them.
struct Block {
  std::vector<std::uint32_t> hops;   // to the struct, as of a Location
  std::uint32_t byte = 0;            // of the struct, where it begins
  std::uint32_t size = 0;            // in bytes
  std::uint32_t offset = 0;          // in the row
  std::vector<std::size_t> columns;  // by their places
};

// A row: for each column a byte that is 1 if the object has the field (no
// pointer on the way is null), else 0; then the blocks, and the columns that
// are in none, each of these at a multiple of 8 bytes.
struct Projection {
  Target target;
  std::vector<Column> columns;  // those that only tests need come last
  std::size_t shown = 0;        // how many columns are wanted
  std::vector<Block> blocks{};  // of those
  // What must hold for an object to have a row, as far as a program can tell.
  Tests where{};
  // The whole of it, if that is more: rows have all columns then, and
  // fulfils_rest() tells.
  std::optional<Tests> rest{};
  std::uint32_t row_size = 0;
};

// The kernel keeps 32 KiB of what an iterator writes, and a row must fit in.
inline constexpr std::uint32_t largest_row = (32U << 10U) - 1;

// Is a column that is wanted in a block?
[[nodiscard]] bool is_in_block(const Column& column);

// Find the fields and lay out a row.
// Errors: Error for a path that leads nowhere, with close names; for a field
//         that has no value; for more than the kernel takes in a row.
// `where` says which objects have rows; all if it is empty.
[[nodiscard]] Projection project(btf::BtfView kernel, Target target,
                                 const std::vector<std::string>& fields,
                                 const btf::Expression& where = {});

}  // namespace skep::iter
