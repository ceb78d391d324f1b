// What completion knows of an object file: its programs, maps and variables.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "src/cli/words.h"

namespace skep::commands {

// Each of these reads the object file; there is nothing to offer if it can't be
// read.
[[nodiscard]] cli::Candidates program_candidates(const std::string& path);

// The same for the values of options, behind words that begin with the object.
using OptionValueSource =
    std::function<cli::Candidates(const std::vector<std::string>& words)>;
[[nodiscard]] cli::Candidates program_values(
    const std::vector<std::string>& words);
[[nodiscard]] cli::Candidates map_values(const std::vector<std::string>& words);
[[nodiscard]] cli::Candidates state_values(
    const std::vector<std::string>& words);

// Return the source for an option of object_options(); empty if the shell knows
// better.
[[nodiscard]] OptionValueSource object_values(std::string_view option);

}  // namespace skep::commands
