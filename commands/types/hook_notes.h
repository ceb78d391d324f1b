// What several commands say of hooks.
#pragma once

#include <string>

#include "commands/types/hooks.h"

namespace skep::commands {

// Return paragraphs on the hooks that need an explanation.
[[nodiscard]] std::string hook_details();

// Return the hint for a link that nothing is to keep.
[[nodiscard]] std::string no_keeper_hint();

// Make sure that one pin is enough.
// Errors: usage error for a hook that needs several links.
void check_single_link(const HookWords& words);

}  // namespace skep::commands
