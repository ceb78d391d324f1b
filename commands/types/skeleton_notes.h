// What help and the man page tell of skeletons.
#pragma once

#include "src/cli/command.h"

namespace skep::commands {

[[nodiscard]] cli::Notes skeleton_notes();

}  // namespace skep::commands
