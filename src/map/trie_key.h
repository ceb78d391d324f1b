// Keys of LPM tries as people write them: 10.0.0.0/8.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/sys/bytes.h"

namespace skep::map {

// Return the prefix that a word stands for: itself, or, for an address alone,
// that of all its bits; nullopt for any other word.
[[nodiscard]] std::optional<std::string> prefix_in(std::string_view word);

// Return the key for a prefix.
// Shape:  `size` bytes: the length as a number of 4 bytes, the address as it is
//         given, zeros. The kernel ignores the bits behind the prefix.
// Errors: usage error for a length that the address can't have, or an address
//         for which the key has no room.
[[nodiscard]] Bytes trie_key(std::string_view prefix, std::uint32_t size);

}  // namespace skep::map
