// Help texts, made from the command table.
#pragma once

#include <string>

#include "src/cli/table.h"

namespace skep::cli {

// Return the help for the whole program, a group, or a command.
[[nodiscard]] std::string help_text(const Table& table, const Target& target);

// Return the manual page of a group in mdoc; of the program when it is null.
[[nodiscard]] std::string man_page(const Table& table, const Group* group);

}  // namespace skep::cli
