// Words inside a word: a text is split as a shell splits a line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skep::cli {

// Split `text` at white space. Quotes keep white space; a backslash takes the
// next character as it is, within double quotes only a quote or a backslash.
// Nothing else is special.
// Errors: usage error for a quote that is not closed.
[[nodiscard]] std::vector<std::string> split_shell_words(std::string_view text);

}  // namespace skep::cli
