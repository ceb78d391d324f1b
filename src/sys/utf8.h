// Text from outside (names, paths, logs): may hold any bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace skep {

inline constexpr std::size_t not_utf8 = 0;

// Return the length of the UTF-8 sequence at the start of `text` (not empty),
// or not_utf8: truncated, overlong, a surrogate or beyond U+10FFFF.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

// Is this UTF-8 sequence one of the control characters U+0080 to U+009F?
// Terminals take some of them for the start of a command.
[[nodiscard]] bool is_c1_control(std::string_view sequence);

// Are these the letters, digits and signs of ASCII alone, as most text is?
[[nodiscard]] bool is_plain_text(std::string_view text);

// Return `text` for a terminal: control bytes (also those of C1) and bytes
// that are not UTF-8 as \xXX.
[[nodiscard]] std::string printable(std::string_view text);

// The same, with line feeds and tabs left alone: for logs.
[[nodiscard]] std::string printable_lines(std::string_view text);

}  // namespace skep
