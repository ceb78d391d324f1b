// The list of all commands.
#pragma once

#include "src/cli/table.h"

namespace skep::commands {

[[nodiscard]] cli::Table make_table();

}  // namespace skep::commands
