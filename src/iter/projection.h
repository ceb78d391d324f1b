// Which fields of each object are wanted, and how they lie in a row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "src/bpf_asm/assembler.h"
#include "src/btf/btf.h"
#include "src/btf/expression.h"
#include "src/iter/cell_format.h"
#include "src/iter/field_path.h"
#include "src/iter/target.h"

namespace skep::iter {

using bpf_asm::Condition;

// What is copied to a row.
enum class Form {
  value,      // the value
  text,       // an array of characters, which a NUL may end
  open_text,  // one whose size is not told, up to its NUL
  far_text,   // the text that a pointer points to, up to its NUL
  bits,       // the bytes in which a bitfield lies
};

[[nodiscard]] inline bool is_text(Form form) {
  return form == Form::text || form == Form::open_text ||
         form == Form::far_text;
}

struct Column {
  std::string title;
  std::optional<Location> field{};  // nullopt: this kernel has no such field
  Form form = Form::value;
  CellFormat format = nullptr;  // nullptr: as the type says
  std::uint32_t size = 0;       // of its bytes in the row
  std::uint32_t offset = 0;     // of the first one
};

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

// A row: for each column a byte that is 1 if the object has the field (no
// pointer on the way is null), else 0; then the columns, each at a multiple of
// 8 bytes.
struct Projection {
  Target target;
  std::vector<Column> columns;  // those that only tests need come last
  std::size_t shown = 0;        // how many columns are wanted
  // What must hold for an object to have a row, as far as a program can tell.
  Tests where{};
  // The whole of it, if that is more: rows have all columns then, and
  // fulfils_rest() tells.
  std::optional<Tests> rest{};
  std::uint32_t row_size = 0;
};

// How many bytes are copied of a text whose size is not told, its NUL included,
// unless the user says: the name of a file has no more.
inline constexpr std::uint32_t usual_text_size = 256;

// Return the title of a field as a user gives it.
// Errors: usage error for one that is none.
[[nodiscard]] std::string title_of_field(std::string_view field);

// Find the fields and lay out a row. A field is [NAME=]PATH[|PATH]...[:FORMAT]:
// the first path that this kernel has; `-` as the last one stands for nothing.
// A number as the format of a text says how many bytes are copied at the most.
// Errors: Error for a path that leads nowhere, with close names; for a field
//         that has no value; for more than the kernel takes in a row.
// `where` says which objects have rows; all if it is empty.
[[nodiscard]] Projection project(btf::BtfView kernel, Target target,
                                 const std::vector<std::string>& fields,
                                 const btf::Expression& where = {});

}  // namespace skep::iter
