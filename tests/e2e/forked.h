// Runs of skep in a forked process that sets itself up first: what run() has no
// option for, such as namespaces and capabilities.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "tests/e2e/harness.h"

namespace skep::test {

// In the new process: let what it prints go to `output`.out and `output`.err.
void redirect_output(const std::string& output);
// In the new process: become skep, with the words of a line.
[[noreturn]] void become_skep(std::string_view line);

// Wait for the new process; return what has become of it, and what it printed.
Result wait_for_forked(pid_t child, const std::string& output);

}  // namespace skep::test
