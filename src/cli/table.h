// All the commands there are, and how typed words find one of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/cli/command.h"

namespace skep::cli {

struct Group {
  std::string name;
  std::string summary;
  // bpftool's verbs of this group in bpftool's order: the first that starts
  // with the typed letters wins, whether skep has the verb or not.
  std::vector<std::string> bpftool_verbs;
  // The verb that runs when none is typed; empty: show the help.
  std::string default_verb;
};

// A command that is declared when something first looks at it: a run needs few
// of them, and declaring them all takes longer than most runs.
class LazyCommand {
 public:
  // `path` is the one that the command has.
  LazyCommand(std::string path, Command (*declare)());
  LazyCommand(Command command);

  [[nodiscard]] const std::string& path() const { return path_; }
  operator const Command&() const { return get(); }
  operator Command&() { return get(); }

 private:
  Command& get() const;

  std::string path_;
  Command (*declare_)() = nullptr;
  mutable std::optional<Command> command_{};
};

struct Table {
  std::string summary;
  // bpftool's groups in bpftool's order, for abbreviations.
  std::vector<std::string> bpftool_groups;
  std::vector<Group> groups;
  std::vector<LazyCommand> commands;

  [[nodiscard]] const Group* find_group(std::string_view name) const;
  // Return the command of exactly this path, or null.
  [[nodiscard]] const Command* find_command(std::string_view path) const;
  [[nodiscard]] std::vector<const Command*> commands_of(
      const Group& group) const;
};

// What the first words of a line mean.
struct Target {
  const Group* group = nullptr;      // null: the whole program
  const Command* command = nullptr;  // null: help is wanted
  std::size_t words_used = 0;
  bool is_help = false;  // asked for by the word `help`
};

// Find the command that `words` starts with; abbreviations as in bpftool.
// Errors: usage error with close names for an unknown or ambiguous word.
[[nodiscard]] Target find_target(const Table& table,
                                 const std::vector<std::string>& words);

// Return the words that can follow: groups, or the verbs of `group`.
[[nodiscard]] Candidates group_candidates(const Table& table);
[[nodiscard]] Candidates verb_candidates(const Table& table,
                                         const Group& group);

}  // namespace skep::cli
