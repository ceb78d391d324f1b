// From the command line to the exit code.
#pragma once

#include <string>
#include <vector>

#include "src/cli/table.h"
#include "src/output/sink.h"

namespace skep::cli {

// Run the command that `args` (without the program's name) asks for; print to
// standard output, errors and diagnostics to standard error.
// Returns the exit code: 0 done, 1 failed, 2 wrong use, 130 interrupted.
int run_cli(const Table& table, std::vector<std::string> args);

// The same, without what belongs to a process of its own (signals, descriptors
// 0 to 2), and with the output going to `sink`.
int run_line(const Table& table, std::vector<std::string> args, Sink& sink);

}  // namespace skep::cli
