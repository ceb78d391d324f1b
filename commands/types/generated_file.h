// Where commands that generate code put it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/cli/argument.h"
#include "src/cli/context.h"

namespace skep::commands {

// A command's Options inherit from it, and its arguments end with
// destination_arguments().
struct Destination {
  std::optional<cli::FilePath> output{};   // -o; else standard output
  std::optional<cli::FilePath> depfile{};  // --depfile
  bool is_check = false;                   // --check
};

template <typename Options>
std::vector<cli::Arg<Options>> with_destination(
    std::vector<cli::Arg<Options>> args) {
  using File = std::optional<cli::FilePath>;
  args.push_back(
      cli::option<Options, File>("-o", "OUTPUT", &Options::output,
                                 "write to this file, whole or not at all"));
  args.push_back(cli::option<Options, File>(
      "--depfile", "DEPFILE", &Options::depfile,
      "write a rule for make and ninja: OUTPUT is made from FILE"));
  args.push_back(cli::option<Options>(
      "--check", &Options::is_check,
      "write nothing; fail if OUTPUT is not what would be written"));
  return args;
}

// Throw if options are given that make no sense together.
void check_destination(const Destination& destination);

// Put `text`, which was made from the file `source`, where it belongs.
// Errors: Error, with --check also when the file there is another.
void deliver(const Destination& destination, std::string_view text,
             const std::string& source, cli::Context& context);

}  // namespace skep::commands
