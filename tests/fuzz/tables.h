// The command table with commands that are read and not run.
#pragma once

#include "src/cli/table.h"

namespace skep::fuzz {

// Return the table of all commands. Those but `kept` (a path) only read their
// words.
[[nodiscard]] cli::Table table_without_effects(std::string_view kept = {});

}  // namespace skep::fuzz
