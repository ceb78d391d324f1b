// Manual pages in mdoc, made from the command table.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include "src/cli/help.h"
#include "src/cli/parse.h"

namespace skep::cli {
namespace {

// Escape what roff takes for more than text.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out;
}

// Append one line of input; one that would be a macro is kept from being it.
void append_line(std::string& out, std::string_view line) {
  if (line.starts_with('.') || line.starts_with('\'')) out += "\\&";
  out += roff(line) + "\n";
}

// Append running text: a new sentence on a new line, no line too long.
void append_text(std::string& out, std::string_view text) {
  std::string line;
  for (const std::string& word : split(text, ' ')) {
    const bool is_full = line.size() + 1 + word.size() > 78;
    if (!line.empty() && (is_full || line.ends_with('.')))
      append_line(out, std::exchange(line, {}));
    line += (line.empty() ? "" : " ") + word;
  }
  append_line(out, line);
}

void append_paragraphs(std::string& out, std::string_view text) {
  for (const std::string& line : split(text, '\n')) {
    if (line.empty())
      out += ".Pp\n";
    else
      append_text(out, line);
  }
}

void append_literal(std::string& out, const std::string& text) {
  out += ".Bd -literal -offset indent -compact\n";
  for (const std::string& line : split(text, '\n')) append_line(out, line);
  out += ".Ed\n";
}

void append_items(std::string& out, const std::vector<Argument>& arguments,
                  std::set<std::string>& defined) {
  out += ".Bl -tag -width Ds\n";
  for (const Argument& argument : arguments) {
    out += ".It \\&" + roff(argument.syntax) + "\n";
    append_text(out, argument.help);
    if (!argument.definition.empty() && defined.insert(argument.name).second) {
      out += ".Pp\n";
      append_text(out, argument.name + " := " + argument.definition);
    }
    if (!argument.parts.empty()) append_items(out, argument.parts, defined);
  }
  out += ".El\n";
}

void append_command(std::string& out, const Command& command) {
  out += fmt::format(".Ss skep {}\n", command.path);
  append_text(out, command.summary + ".");
  out += ".Pp\n";
  append_literal(out, "skep " + command.usage());
  if (!command.notes.aliases.empty()) {
    out += ".Pp\n";
    append_text(out, "Also: " + join(command.notes.aliases, ", ") + ".");
  }
  std::set<std::string> defined;
  if (!command.arguments.empty()) append_items(out, command.arguments, defined);
  if (!command.notes.details.empty()) {
    out += ".Pp\n";
    append_paragraphs(out, command.notes.details);
  }
  for (const Example& example : command.notes.examples) {
    out += ".Pp\n";
    append_text(out, example.what + ":");
    append_literal(out, "skep " + example.command);
  }
  for (const Listing& listing : command.notes.listings) {
    out += ".Pp\n";
    append_text(out, listing.what + ":");
    append_literal(out, listing.text);
  }
}

void append_head(std::string& out, std::string title, std::string_view name,
                 std::string_view summary) {
  std::transform(title.begin(), title.end(), title.begin(), [](char c) {
    return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  });
  out += ".\\\" Made by scripts/generate from the command table.\n";
  out += fmt::format(".Dd November 20, 2026\n.Dt {} 8\n.Os skep\n", title);
  out += fmt::format(".Sh NAME\n.Nm {}\n.Nd {}\n", name, roff(summary));
}

void append_options(std::string& out) {
  out += ".Sh OPTIONS\nOptions stand anywhere on the line, before any\n";
  out += ".Ql \\-\\- .\n.Bl -tag -width Ds\n";
  for (const GlobalOption& option : global_options()) {
    out += ".It \\&" + roff(option.syntax()) + "\n";
    append_text(out, option.help);
  }
  out += ".El\n";
}

void append_exit_status(std::string& out) {
  out +=
      ".Sh EXIT STATUS\n"
      ".Bl -tag -width Ds -compact\n"
      ".It 0\ndone\n"
      ".It 1\nfailed; the message says what and why\n"
      ".It 2\nwrong use\n"
      ".It 130\ninterrupted by a signal\n"
      ".El\n";
}

void append_see_also(std::string& out, const Table& table,
                     const Group* besides) {
  out += ".Sh SEE ALSO\n";
  std::vector<std::string> pages;
  if (besides != nullptr) pages.emplace_back("skep");
  for (const Group& group : table.groups)
    if (&group != besides) pages.push_back("skep-" + group.name);
  std::sort(pages.begin(), pages.end());
  for (std::size_t i = 0; i < pages.size(); ++i)
    out += fmt::format(".Xr {} 8{}\n", pages[i],
                       i + 1 == pages.size() ? "" : " ,");
}

std::string program_page(const Table& table) {
  std::string out;
  append_head(out, "skep", "skep", table.summary);
  out += ".Sh SYNOPSIS\n.Nm\n.Op Ar options\n.Ar command\n.Op Ar ...\n";
  out += ".Sh DESCRIPTION\nEach group of commands has a page of its own.\n";
  out += "Words may be shortened: the first match in bpftool's order wins.\n";
  out += ".Bl -tag -width Ds\n";
  for (const Group& group : table.groups)
    out += fmt::format(".It skep {}\n{}\n", group.name, roff(group.summary));
  out += ".El\n";
  append_options(out);
  append_exit_status(out);
  append_see_also(out, table, nullptr);
  return out;
}

}  // namespace

std::string man_page(const Table& table, const Group* group) {
  if (group == nullptr) return program_page(table);
  std::string out;
  const std::string name = "skep-" + group->name;
  append_head(out, name, name, group->summary);
  out += ".Sh SYNOPSIS\n.Nm skep\n.Op Ar options\n";
  out += fmt::format(".Cm {}\n.Ar command\n.Op Ar ...\n", group->name);
  out += ".Sh COMMANDS\n";
  for (const Command* command : table.commands_of(*group))
    append_command(out, *command);
  append_options(out);
  append_exit_status(out);
  append_see_also(out, table, group);
  return out;
}

}  // namespace skep::cli
