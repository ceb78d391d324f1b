// What lies in a row, before it is shown or compared.
#pragma once

#include <cstdint>
#include <string_view>

#include "src/btf/btf.h"
#include "src/iter/projection.h"
#include "src/sys/bytes.h"

namespace skep::iter {

// Has the object the field of this column, by its place?
[[nodiscard]] inline bool has_value(ByteView row, std::size_t column) {
  return row[column] != 0;
}

// Return the bytes of a column of a projection.
[[nodiscard]] inline ByteView bytes_in(ByteView row, const Column& column) {
  return row.subspan(column.offset, column.size);
}

// Return those of a member, in rows that are the whole of it.
[[nodiscard]] inline ByteView bytes_at(ByteView row, const Column& column) {
  return row.subspan(column.field->value.byte, column.size);
}

// Return the text in the bytes of a column, up to its NUL.
[[nodiscard]] inline std::string_view text_in(ByteView bytes) {
  const std::string_view text = text_of(bytes);
  return text.substr(0, text.find('\0'));
}

// Return the number in the bytes of a column: in our byte order, its sign
// extended.
[[nodiscard]] std::uint64_t number_in(btf::BtfView kernel, const Column& column,
                                      ByteView bytes);

}  // namespace skep::iter
