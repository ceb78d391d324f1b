#include "src/cli/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "src/cli/parse.h"

namespace skep::cli {
namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t help_column = 26;
constexpr std::size_t line_width = 79;

// Append `text` in lines of at most line_width, each behind `indent` spaces;
// the first one goes on where the line stands.
void append_wrapped(std::string& out, std::string_view text,
                    std::size_t indent) {
  std::size_t column = indent;
  for (const std::string& word : split(text, ' ')) {
    if (column > indent && column + 1 + word.size() > line_width) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
  }
  out += '\n';
}

void append_rows(std::string& out, const Rows& rows) {
  for (const auto& [left, right] : rows) {
    out += fmt::format("  {:<{}}", left, help_column - 2);
    if (left.size() + 3 > help_column)
      out += "\n" + std::string(help_column, ' ');
    append_wrapped(out, right, help_column);
  }
}

void append_section(std::string& out, std::string_view title,
                    const Rows& rows) {
  if (rows.empty()) return;
  out += fmt::format("\n{}:\n", title);
  append_rows(out, rows);
}

void collect_arguments(const std::vector<Argument>& arguments, Rows& rows) {
  for (const Argument& argument : arguments) {
    const auto& label =
        argument.syntax.empty() ? argument.name : argument.syntax;
    rows.emplace_back(label, argument.help);
    for (const Argument& part : argument.parts)
      rows.emplace_back("  " + part.syntax, part.help);
  }
}

void collect_definitions(const std::vector<Argument>& arguments,
                         std::set<std::string>& seen, Rows& rows) {
  for (const Argument& argument : arguments) {
    if (!argument.definition.empty() && seen.insert(argument.name).second)
      rows.emplace_back(argument.name, ":= " + argument.definition);
    collect_definitions(argument.parts, seen, rows);
  }
}

Rows global_rows() {
  Rows rows;
  for (const GlobalOption& option : global_options())
    rows.emplace_back(option.syntax(), option.help);
  return rows;
}

std::string command_help(const Command& command) {
  std::string out =
      fmt::format("{}\n\nUsage: skep {}\n", command.summary, command.usage());
  Rows arguments;
  collect_arguments(command.arguments, arguments);
  append_section(out, "Arguments", arguments);
  Rows definitions;
  std::set<std::string> seen;
  collect_definitions(command.arguments, seen, definitions);
  append_section(out, "Where", definitions);
  if (!command.notes.details.empty()) {
    out += '\n';
    for (const std::string& line : split(command.notes.details, '\n'))
      append_wrapped(out, line, 0);
  }
  append_section(out, "Options", global_rows());
  if (!command.notes.examples.empty()) out += "\nExamples:\n";
  for (const Example& example : command.notes.examples)
    out += fmt::format("  skep {}\n      {}\n", example.command, example.what);
  return out;
}

std::string group_help(const Table& table, const Group& group) {
  std::string out = fmt::format("{}\n\nUsage:\n", group.summary);
  Rows rows;
  for (const Command* command : table.commands_of(group)) {
    out += fmt::format("  skep {}\n", command->usage());
    std::string verb = command->verb();
    for (const std::string& alias : command->notes.aliases)
      verb += ", " + alias;
    rows.emplace_back(verb, command->summary);
  }
  append_section(out, "Commands", rows);
  out += fmt::format("\n`skep {} COMMAND --help` tells more.\n", group.name);
  return out;
}

std::string program_help(const Table& table) {
  std::string out = fmt::format(
      "skep: {}\n\nUsage: skep [OPTIONS] COMMAND ...\n", table.summary);
  Rows rows;
  for (const Group& group : table.groups)
    rows.emplace_back(group.name, group.summary);
  append_section(out, "Commands", rows);
  append_section(out, "Options", global_rows());
  out +=
      "\n`skep COMMAND help` tells more. Words may be shortened: skep p s.\n";
  return out;
}

}  // namespace

std::string Command::usage() const {
  std::string line = path;
  for (const Argument& argument : arguments) line += " " + argument.syntax;
  return line;
}

std::string help_text(const Table& table, const Target& target) {
  if (target.command != nullptr) return command_help(*target.command);
  if (target.group != nullptr) return group_help(table, *target.group);
  return program_help(table);
}

}  // namespace skep::cli
