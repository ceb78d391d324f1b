// Values that have no parts: numbers, enumerators, pointers.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>

#include "src/btf/bits.h"
#include "src/btf/btf.h"
#include "src/btf/print_value.h"
#include "src/output/json.h"
#include "src/sys/bytes.h"

namespace skep::btf {

// A value: its type, neither modifier nor typedef, and where it lies.
struct Value {
  const btf_type* type;
  ByteView bytes;                // from its first byte to the end of the data
  std::uint32_t bit_offset = 0;  // of its first bit in that byte
};

// Where values go, and what they have in common.
struct Output {
  BtfView btf;
  const PrintOptions& options;
  std::endian order;
  Json& json;
};

// Each writes one JSON value: null when it reaches beyond the bytes, and
// unsupported_kind when the type has a size that no value of its kind has.
void print_int(const Output& out, const Value& value);
void print_enum(const Output& out, const Value& value);
void print_enum64(const Output& out, const Value& value);
void print_pointer(const Output& out, const Value& value);
void print_float(const Output& out, const Value& value);
void print_bitfield(const Output& out, ByteView bytes, BitRange range);
// An array of characters: text, or a list if it is none.
void print_characters(const Output& out, const Value& value);

// A number in the byte order of this machine.
struct PlainNumber {
  std::uint32_t size;
  bool is_signed;
};

// Tell when a value is written as the digits of a number, whatever it is.
[[nodiscard]] std::optional<PlainNumber> plain_number(const Output& out,
                                                      const Value& value);

}  // namespace skep::btf
