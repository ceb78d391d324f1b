// A command line taken apart: options from words, the command from both.
#pragma once

#include <string>
#include <vector>

#include "src/cli/context.h"
#include "src/cli/table.h"

namespace skep::cli {

struct GlobalOption {
  std::string names;  // "-j,--json"
  std::string help;
};

// The options that every command understands, for help and completion.
[[nodiscard]] const std::vector<GlobalOption>& global_options();

struct Line {
  Target target;
  std::vector<std::string> words;  // after those that name the command
  OptionValues options;
  bool wants_help = false;
  bool wants_version = false;
};

// Take a command line apart. Options stand anywhere before `--`. `globals` is
// filled even when an error is thrown, so that the error is said in its form.
// Errors: usage error for unknown commands and options.
[[nodiscard]] Line parse_line(const Table& table, std::vector<std::string> args,
                              GlobalOptions& globals);

}  // namespace skep::cli
