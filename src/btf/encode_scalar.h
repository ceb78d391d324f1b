// Values that have no parts, from words: 12, -1, 0x1f, true, TCP_LISTEN, 1.5.
#pragma once

#include <cstdint>
#include <string_view>

#include "src/btf/bits.h"
#include "src/btf/btf.h"
#include "src/btf/literal.h"

namespace skep::btf {

// Return the bits of an integer, enumerator, pointer or floating point number.
// Shape:  `type` is neither modifier nor typedef; the low `bits` (1 to 128) of
//         the result are the value. What is written in hex is the bits
//         themselves, whatever the sign of the type.
// Errors: usage error that tells the range, or names close enumerators.
[[nodiscard]] Wide scalar_bits(const BtfView& btf, const btf_type& type,
                               std::uint32_t bits, const Literal& word);

// The integers of one type.
struct IntegerForm {
  std::uint32_t bits;  // 1 to 128
  bool is_signed;
  std::string_view type{};  // for messages; empty: unnamed
};

// Return the two's complement of an integer, in the low bits.
// Errors: usage error: no number, or out of range.
[[nodiscard]] Wide integer_bits(const IntegerForm& form, std::string_view word);

}  // namespace skep::btf
