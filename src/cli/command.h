// A subcommand is data plus one function.
//
// command<Options>(...) declares it; parser, help, man page and completion are
// read from this declaration.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "src/cli/argument.h"
#include "src/cli/context.h"
#include "src/cli/grammar.h"
#include "src/cli/words.h"

namespace skep::cli {

struct Example {
  std::string command;  // without the program's name
  std::string what;
};

// A file that shows how the command is used, for the man page.
struct Listing {
  std::string what;
  std::string text;
};

struct Notes {
  std::string details;  // paragraphs, separated by empty lines
  std::vector<Example> examples;
  std::vector<std::string> aliases;  // other words for the verb
  std::vector<Listing> listings{};
};

// The values of dashed options, by name ("--set").
using OptionValues = std::map<std::string, std::vector<std::string>>;

struct Command {
  std::string path;  // "map lookup"; or one word, "version"
  std::string summary;
  std::vector<Argument> arguments;
  Notes notes;
  std::function<void(Words&, const OptionValues&, Context&)> run;
  // Read the words without doing anything, to find what can come next.
  std::function<void(Words&, const OptionValues&)> read;

  [[nodiscard]] std::string group() const {
    return path.substr(0, path.find(' '));
  }
  [[nodiscard]] std::string verb() const {
    const auto space = path.find(' ');
    return space == std::string::npos ? "" : path.substr(space + 1);
  }
  // Return the usage line, "map lookup MAP [key DATA]".
  [[nodiscard]] std::string usage() const;
};

// Declare a subcommand. `run` gets fresh Options for every run.
template <typename O>
Command command(std::string path, std::string summary, std::vector<Arg<O>> args,
                void (*run)(const O&, Context&), Notes notes = {}) {
  Command result;
  result.path = std::move(path);
  result.summary = std::move(summary);
  result.notes = std::move(notes);
  for (const Arg<O>& arg : args) result.arguments.push_back(arg.shown);
  const auto read = [args = std::move(args)](Words& words,
                                             const OptionValues& values) {
    O options{};
    for (const Arg<O>& arg : args)
      if (const auto found = values.find(arg.shown.name);
          arg.kind == ArgKind::dashed && found != values.end())
        arg.assign(options, found->second);
    parse_arguments<O>(args, options, words);
    words.expect_end();
    return options;
  };
  result.read = read;
  result.run = [read, run](Words& words, const OptionValues& values,
                           Context& context) {
    run(read(words, values), context);
  };
  return result;
}

}  // namespace skep::cli
