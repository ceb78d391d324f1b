// Iterators that are to be loaded, for links of their own.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "commands/iter/row_words.h"
#include "commands/iter/source.h"
#include "src/cli/command.h"
#include "src/iter/from_object.h"
#include "src/iter/query.h"

namespace skep::commands {

// One of an object file, of a program that is loaded, or one that skep writes.
struct NewIterator {
  std::variant<TargetName, ObjectProgram, ProgRef> source;
};

}  // namespace skep::commands

namespace skep::cli {

template <>
struct ArgType<commands::NewIterator> {
  static commands::NewIterator parse(Words& words, std::string_view name);
  static std::string_view syntax() {
    return "{ OBJ[:PROG] | TARGET | prog PROG }";
  }
};

}  // namespace skep::cli

namespace skep::commands {

// What Options of such commands inherit from. Of the query there are fields and
// a condition.
struct NewIteratorWords : iter::Query {
  NewIterator iterator;
  std::optional<std::string> program;
};

// Return the argument that names the iterator, for Options that are such words.
template <typename O>
cli::Arg<O> iterator_argument() {
  return cli::arg<O, NewIterator>(
      "ITERATOR", &O::iterator,
      "an object file with an iterator, or what to go through");
}

// Return the keyword that chooses the program.
template <typename O>
cli::Arg<O> program_argument() {
  return cli::keyword<O, std::optional<std::string>>(
      "program", "NAME", &O::program,
      "of an object file: the iterator's function, as in OBJ:PROG; without it, "
      "the first one");
}

// Is it an iterator that skep writes? A word that neither skep nor the kernel
// knows is a file, as in bpftool.
[[nodiscard]] bool is_written_by_skep(const NewIteratorWords& words);

// Load the iterator; one that skep writes shows lines of text.
// Shape:  `check_target(target)` may refuse its target before anything is
//         loaded.
// Errors: usage error for words that do not go together.
[[nodiscard]] iter::LoadedIterator load_iterator(
    const NewIteratorWords& words, const cli::GlobalOptions& global,
    const std::function<void(const std::string& target)>& check_target);

// Return the text on what such iterators may be.
[[nodiscard]] std::string new_iterator_details();

}  // namespace skep::commands
