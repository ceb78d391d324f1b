// The real command table: what every command must have.
#include <doctest/doctest.h>

#include <set>

#include "commands/table.h"
#include "src/cli/complete.h"
#include "src/cli/help.h"
#include "src/cli/parse.h"

using namespace skep;
using namespace skep::cli;

namespace {

void check_argument(const Argument& argument) {
  CAPTURE(argument.syntax);
  CHECK_FALSE(argument.name.empty());
  CHECK_FALSE(argument.help.empty());
  CHECK(argument.help.back() != '.');
  for (const Argument& part : argument.parts) check_argument(part);
}

// Return the words of an example; '...' is one.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  bool is_quoted = false;
  for (const std::string& part : split(line, '\'')) {
    if (is_quoted)
      words.push_back(part);
    else
      for (std::string& word : split(part, ' '))
        if (!word.empty()) words.push_back(std::move(word));
    is_quoted = !is_quoted;
  }
  return words;
}

}  // namespace

TEST_CASE("every command is described, with examples that are its own") {
  for (const Command& command : commands::make_table().commands) {
    CAPTURE(command.path);
    CHECK_FALSE(command.summary.empty());
    CHECK(command.summary.back() != '.');
    CHECK_FALSE(command.notes.examples.empty());
    for (const Argument& argument : command.arguments) check_argument(argument);
    for (const Example& example : command.notes.examples) {
      CAPTURE(example.command);
      CHECK_FALSE(example.what.empty());
      CHECK(example.command.find(command.verb()) != std::string::npos);
    }
  }
}

TEST_CASE("every command belongs to a group, and every group has commands") {
  const Table table = commands::make_table();
  for (const Command& command : table.commands)
    CHECK(table.find_group(command.group()) != nullptr);
  for (const Group& group : table.groups) {
    CAPTURE(group.name);
    CHECK_FALSE(table.commands_of(group).empty());
  }
}

TEST_CASE("no two commands share a name") {
  std::set<std::string> names;
  for (const Command& command : commands::make_table().commands) {
    CHECK(names.insert(command.path).second);
    for (const std::string& alias : command.notes.aliases)
      CHECK(names.insert(command.group() + " " + alias).second);
  }
}

TEST_CASE("every command can be found, helped with and completed") {
  const Table table = commands::make_table();
  for (const Command& command : table.commands) {
    CAPTURE(command.path);
    const auto words = split(command.path, ' ');
    const Target target = find_target(table, words);
    REQUIRE(target.command != nullptr);
    CHECK(target.command->path == command.path);
    CHECK(help_text(table, target).find(command.usage()) != std::string::npos);
    auto typed = words;
    typed.back().pop_back();
    CHECK_FALSE(complete(table, typed).candidates.empty());
  }
}

TEST_CASE("the examples are accepted by the grammar") {
  const Table table = commands::make_table();
  for (const Command& command : table.commands)
    for (const Example& example : command.notes.examples) {
      CAPTURE(example.command);
      GlobalOptions globals;
      Line line;
      REQUIRE_NOTHROW(
          line = parse_line(table, words_of(example.command), globals));
      REQUIRE(line.target.command != nullptr);
      Words words{line.words};
      CHECK_NOTHROW(line.target.command->read(words, line.options));
    }
}

TEST_CASE("abbreviations have the same winners as bpftool's") {
  const Table table = commands::make_table();
  const std::vector<std::pair<std::string, std::string>> winners{
      {"p s", "prog show"},
      {"p l", "prog show"},
      {"m s", "map show"},
      {"m d", "map dump"},
      {"m de", "map delete"},
      {"m lo", "map lookup"},
      {"m p", "map pin"},
      {"m c", "map create"},
      {"m u", "map update"},
      {"m f", "map freeze"},
      {"m g", "map getnext"},
      {"l s", "link show"},
      {"l p", "link pin"},
      {"l d", "link detach"},
      {"p loada", "prog loadall"},
      {"p lo", "prog load"},
      {"p a", "prog attach"},
      {"g s", "gen skeleton"},
      {"i p", "iter pin"},
      {"b f", "batch file"},
      {"v", "version"},
  };
  for (const auto& [typed, path] : winners) {
    CAPTURE(typed);
    const Target target = find_target(table, split(typed, ' '));
    REQUIRE(target.command != nullptr);
    CHECK(target.command->path == path);
  }
}
