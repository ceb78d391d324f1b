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

// Return the group of a command's path: "map" of "map lookup".
[[nodiscard]] inline std::string_view group_in(std::string_view path) {
  return path.substr(0, path.find(' '));
}

struct Command {
  Command();
  Command(const Command&);
  Command(Command&&) noexcept;
  Command& operator=(const Command&);
  Command& operator=(Command&&) noexcept;
  ~Command();

  std::string path;  // "map lookup"; or one word, "version"
  std::string summary;
  std::vector<Argument> arguments;
  Notes notes;
  std::function<void(Words&, const OptionValues&, Context&)> run;
  // Tell what more there is to say about the words behind --help; may be empty.
  std::function<void(const std::vector<std::string>& words, Writer& out)>
      explain;
  // Read the words without doing anything, to find what can come next.
  std::function<void(Words&, const OptionValues&)> read;

  [[nodiscard]] std::string group() const {
    return std::string{group_in(path)};
  }
  [[nodiscard]] std::string verb() const {
    const auto space = path.find(' ');
    return space == std::string::npos ? "" : path.substr(space + 1);
  }
  // Return the usage line, "map lookup MAP [key DATA]".
  [[nodiscard]] std::string usage() const;
};

namespace detail {

// Make a struct of options, let `fill` fill it, and run the command with it
// unless there is no context.
using WithOptions = std::function<void(
    const std::function<void(void* options)>& fill, Context* context)>;

Command make_command(std::string path, std::string summary,
                     std::vector<BoundArgument> args, Notes notes,
                     WithOptions with_options);

}  // namespace detail

// Declare a subcommand. `run` gets fresh Options for every run.
template <typename O>
Command command(std::string path, std::string summary,
                const std::vector<Arg<O>>& args,
                void (*run)(const O&, Context&), Notes notes = {}) {
  return detail::make_command(
      std::move(path), std::move(summary), bound(args), std::move(notes),
      [run](const std::function<void(void*)>& fill, Context* context) {
        O options{};
        fill(&options);
        if (context != nullptr) run(options, *context);
      });
}

}  // namespace skep::cli
