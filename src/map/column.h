// A field of a map's elements: where it lies, and what is there.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/btf/bits.h"
#include "src/btf/btf.h"
#include "src/sys/bytes.h"

namespace skep::map {

enum class Part { key, value };

// What a column holds, and so how it is compared.
enum class ColumnKind {
  number,  // a whole number, truth value, enumerator or pointer
  real,    // a float or double
  text,    // an array of char, up to its first NUL
  bytes,   // all else
};

struct Column {
  std::string path;
  Part part;
  ColumnKind kind = ColumnKind::bytes;
  btf::TypeId type = btf::void_id;  // neither modifier nor typedef; void: none
  std::size_t byte = 0;             // where it begins in the key or value
  std::size_t size = 0;             // in bytes, of text and bytes
  btf::BitRange bits{};             // behind that byte, of a number or real
  bool is_signed = false;           // of a number
  std::endian order = std::endian::native;
};

// Has a number this many bytes when nothing is known about it but its size?
[[nodiscard]] bool is_plain_size(std::size_t size);

// Return the key or the value of an element, whichever the column is part of.
[[nodiscard]] inline ByteView part_of(const Column& column, ByteView key,
                                      ByteView value) {
  return column.part == Part::key ? key : value;
}

// Read what a column of this kind holds; `part` is the key or value.
// Shape:  a number has 128 bits, its sign extended.
// Errors: nullopt when `part` ends before.
[[nodiscard]] std::optional<btf::Wide> read_number(const Column& column,
                                                   ByteView part);
[[nodiscard]] std::optional<double> read_real(const Column& column,
                                              ByteView part);
[[nodiscard]] std::optional<std::string_view> read_text(const Column& column,
                                                        ByteView part);
[[nodiscard]] std::optional<ByteView> read_bytes(const Column& column,
                                                 ByteView part);

// Return a number so that those of one column are in the order of the results.
[[nodiscard]] std::pair<std::uint64_t, std::uint64_t> sort_key(
    const Column& column, btf::Wide number);

// Write the low bits of a number to a column that lies within `part`.
void write_number(const Column& column, MutableBytes part, btf::Wide number);

// Return the number as the type of the column has it: its low bits, with the
// sign extended to 128.
[[nodiscard]] btf::Wide in_range_of(const Column& column, btf::Wide number);

}  // namespace skep::map
