// Words: numbers read strictly, close names found.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep {

// Read a whole word as a non-negative number in base 10, 0x16 or 08, as
// strtoul with base 0 does; with `base` 16, as hex with or without 0x.
// Errors: nullopt for an empty word, a sign, trailing text or overflow.
[[nodiscard]] std::optional<std::uint64_t> parse_unsigned(std::string_view word,
                                                          int base = 0);

// Return the candidates that differ from `word` by a few letters, the closest
// first, at most three.
[[nodiscard]] std::vector<std::string> close_names(
    std::string_view word, const std::vector<std::string>& candidates);

// Return "did you mean A or B?" for the close candidates; empty if none is.
[[nodiscard]] std::string did_you_mean(
    std::string_view word, const std::vector<std::string>& candidates);

// Does a pattern describe all of `text`? * stands for any characters, ? for
// one.
[[nodiscard]] bool matches_glob(std::string_view text,
                                std::string_view pattern);

// Join words with `separator`.
[[nodiscard]] std::string join(const std::vector<std::string>& words,
                               std::string_view separator);

// Split `text` at `separator`; empty parts are kept, an empty text has none.
[[nodiscard]] std::vector<std::string> split(std::string_view text,
                                             char separator);

// Return `text` without the white space around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);

// Return a line without its comment: from a # on that stands at the start or
// behind white space, outside of double quotes.
[[nodiscard]] std::string_view without_comment(std::string_view line);

}  // namespace skep
