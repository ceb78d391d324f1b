// What `iter dump` goes through, on the command line.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "commands/types/handles.h"
#include "src/cli/arg_type.h"

namespace skep::commands {

// A target of the kernel, or a table of skep's.
struct TargetName {
  std::string name;
};

// An object file, and one of its programs; without it, the first iterator.
struct ObjectProgram {
  std::string path;
  std::optional<std::string> program{};
};

// An iterator that skep writes, that of an object file or of a program that is
// loaded, or one that is attached.
using Source = std::variant<TargetName, ObjectProgram, ProgRef, LinkRef>;

// Return what there is to go through, for completion.
[[nodiscard]] cli::Candidates target_candidates();

// Read a word as FILE or FILE.o:PROGRAM. Never guessed: the name of a file has
// a slash or ends in .o; a file of the current directory is ./NAME.
// Errors: nullopt for other words.
[[nodiscard]] std::optional<ObjectProgram> as_object(std::string_view word);

}  // namespace skep::commands

namespace skep::cli {

template <>
struct ArgType<commands::TargetName> {
  static commands::TargetName parse(Words& words, std::string_view name);
  static std::string_view syntax() { return {}; }
};

template <>
struct ArgType<commands::Source> {
  static commands::Source parse(Words& words, std::string_view name);
  static std::string_view syntax() {
    return "{ TARGET | OBJ[:PROG] | prog PROG | [link] { id ID | pinned FILE "
           "} }";
  }
};

}  // namespace skep::cli
