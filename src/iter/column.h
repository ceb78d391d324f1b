// A field of rows: where it comes from, and how it lies in them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "src/btf/btf.h"
#include "src/iter/cell_format.h"
#include "src/iter/field_path.h"
#include "src/iter/number_traits.h"
#include "src/sys/error.h"

namespace skep::iter {

// What is copied to a row.
enum class Form {
  value,      // the value
  text,       // an array of characters, which a NUL may end
  open_text,  // one whose size is not told, up to its NUL
  far_text,   // the text that a pointer points to, up to its NUL
  path,       // the path of a file, as text
  bits,       // the bytes in which a bitfield lies
};

[[nodiscard]] inline bool is_text(Form form) {
  return form == Form::text || form == Form::open_text ||
         form == Form::far_text || form == Form::path;
}

struct Column {
  std::string title;
  std::optional<Location> field{};  // nullopt: this kernel has no such field
  NumberTraits traits{};            // of the field
  Form form = Form::value;
  CellFormat format = nullptr;  // nullptr: as the type says
  std::uint32_t size = 0;       // of its bytes in the row
  std::uint32_t offset = 0;     // of the first one
};

// How many bytes are copied of a text whose size is not told, its NUL included,
// unless the user says: the name of a file has no more.
inline constexpr std::uint32_t usual_text_size = 256;
// The same of paths; longer ones are not there.
inline constexpr std::uint32_t usual_path_size = 1024;

// Where paths lead.
struct FieldSource {
  btf::BtfView btf;
  std::function<std::variant<Location, Error>(std::string_view path)> find;
  // Programs start from their context and follow pointers; in rows that are
  // there already nobody can.
  bool follows_pointers = true;
};

// Find a column by a field: [NAME=]PATH[|PATH]...[:FORMAT], the first path that
// there is; `-` as the last one stands for nothing. A number as the format of a
// text says how many bytes there are at the most.
// Errors: Error for a path that leads nowhere, with close names; for a field
//         that has no value.
[[nodiscard]] Column find_column(const FieldSource& source,
                                 const std::string& field);

// Return the title of a field as a user gives it.
// Errors: usage error for one that is none.
[[nodiscard]] std::string title_of_field(std::string_view field);

}  // namespace skep::iter
