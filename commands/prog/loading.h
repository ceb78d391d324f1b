// What prog load and prog loadall share: what they do, and what they print.
#pragma once

#include "commands/prog/load_words.h"
#include "src/cli/command.h"

namespace skep::commands {

// Load the object and pin its first program, or all.
void load(const LoadWords& words, bool all_programs,
          const cli::Context& context);

}  // namespace skep::commands
