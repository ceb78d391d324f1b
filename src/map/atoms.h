// Bytes with a prefix that tells what they are: u32:12 be16:443 ip4:10.0.0.1.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "src/sys/bytes.h"

namespace skep::map {

// For help and messages.
inline constexpr std::string_view atom_syntax =
    "{ u8|u16|u32|u64|s8|...|be16|be32|be64|le16|...:NUMBER | ip4:ADDRESS | "
    "ip6:ADDRESS | mac:ADDRESS | str:TEXT | hex:DIGITS }";

// Does the word begin with the prefix of an atom?
[[nodiscard]] bool is_atom(std::string_view word);

// Return the bytes of the atoms, one after another.
// Shape:  `size` bytes: behind a str: that comes last, the rest is zero.
// Errors: usage error: a number out of range, a bad address, another size.
[[nodiscard]] Bytes parse_atoms(std::span<const std::string> words,
                                std::uint32_t size);

}  // namespace skep::map
