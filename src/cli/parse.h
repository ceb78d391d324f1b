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
  std::string value{};  // "FILE"; empty: it takes none

  // Return "-j, --json".
  [[nodiscard]] std::string syntax() const;
};

// The options that every command understands, for help and completion.
[[nodiscard]] const std::vector<GlobalOption>& global_options();
// Is the word behind `word` the value of a global option?
[[nodiscard]] bool is_global_option_with_value(const std::string& word);

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
