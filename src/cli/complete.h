// Shell completion: what can come next on a command line.
#pragma once

#include <string>
#include <vector>

#include "src/cli/table.h"

namespace skep::cli {

struct Completion {
  Candidates candidates;    // those that start with the last word
  bool wants_path = false;  // names of files can stand here as well
};

// Find what the last word of `words` (without the program) can become.
[[nodiscard]] Completion complete(const Table& table,
                                  const std::vector<std::string>& words);

// Return the completion script for "bash", "zsh" or "fish".
// Errors: usage error for another shell.
[[nodiscard]] std::string completion_script(const std::string& shell);

}  // namespace skep::cli
