#include "src/cli/table.h"

#include <algorithm>
#include <utility>

#include "src/sys/text.h"

namespace skep::cli {
namespace {

constexpr std::string_view help_word = "help";

std::vector<std::string> words_of(const Candidates& candidates) {
  std::vector<std::string> words;
  for (const Candidate& candidate : candidates) words.push_back(candidate.word);
  return words;
}

[[noreturn]] void throw_unknown(std::string_view kind, std::string_view word,
                                const std::vector<std::string>& known) {
  std::string hint = did_you_mean(word, known);
  if (hint.empty()) hint = "one of: " + join(known, ", ");
  throw usage_error("unknown {} '{}'", kind, word).with_hint(std::move(hint));
}

// Return the word that `typed` stands for: itself, bpftool's winner, or the
// only one that starts with it.
std::string resolve(std::string_view kind, std::string_view typed,
                    const std::vector<std::string>& known,
                    const std::vector<std::string>& bpftool_order) {
  const auto has = [&](std::string_view word) {
    return std::find(known.begin(), known.end(), word) != known.end();
  };
  if (has(typed)) return std::string{typed};
  if (typed.empty()) throw_unknown(kind, typed, known);
  for (const std::string& word : bpftool_order)
    if (word.starts_with(typed)) {
      if (has(word)) return word;
      throw usage_error("'{}' means '{}' in bpftool, which skep lacks", typed,
                        word)
          .with_hint("one of: " + join(known, ", "));
    }
  std::vector<std::string> matches;
  for (const std::string& word : known)
    if (word.starts_with(typed)) matches.push_back(word);
  if (matches.size() == 1) return matches.front();
  if (matches.empty()) throw_unknown(kind, typed, known);
  throw usage_error("'{}' is ambiguous: {}", typed, join(matches, ", "));
}

const Command* find_verb(const Table& table, const Group& group,
                         const std::string& verb) {
  if (const Command* command = table.find_command(group.name + " " + verb))
    return command;
  for (const Command* command : table.commands_of(group)) {
    const auto& aliases = command->notes.aliases;
    if (std::find(aliases.begin(), aliases.end(), verb) != aliases.end())
      return command;
  }
  return nullptr;
}

// `help`, `help map`, `help map lookup`.
Target help_target(const Table& table, const std::vector<std::string>& words) {
  Target target = find_target(table, {words.begin() + 1, words.end()});
  // `help map` means the group, not the verb that `map` alone would run.
  if (words.size() == 2 && target.command != nullptr &&
      !target.command->verb().empty())
    target.command = nullptr;
  target.is_help = true;
  target.words_used = words.size();
  return target;
}

}  // namespace

LazyCommand::LazyCommand(std::string path, Command (*declare)())
    : path_(std::move(path)), declare_(declare) {}

LazyCommand::LazyCommand(Command command)
    : path_(command.path), command_(std::move(command)) {}

Command& LazyCommand::get() const {
  if (!command_) command_ = declare_();
  return *command_;
}

const Group* Table::find_group(std::string_view name) const {
  const auto found =
      std::find_if(groups.begin(), groups.end(),
                   [&](const Group& g) { return g.name == name; });
  return found == groups.end() ? nullptr : &*found;
}

const Command* Table::find_command(std::string_view path) const {
  const auto found =
      std::find_if(commands.begin(), commands.end(),
                   [&](const LazyCommand& c) { return c.path() == path; });
  if (found == commands.end()) return nullptr;
  const Command& command = *found;
  return &command;
}

std::vector<const Command*> Table::commands_of(const Group& group) const {
  std::vector<const Command*> found;
  for (const LazyCommand& entry : commands) {
    if (group_in(entry.path()) != group.name) continue;
    const Command& command = entry;
    found.push_back(&command);
  }
  return found;
}

Candidates group_candidates(const Table& table) {
  Candidates candidates;
  for (const Group& group : table.groups)
    candidates.push_back({group.name, group.summary});
  candidates.push_back({std::string{help_word}, "show what skep can do"});
  return candidates;
}

Candidates verb_candidates(const Table& table, const Group& group) {
  Candidates candidates;
  for (const Command* command : table.commands_of(group)) {
    candidates.push_back({command->verb(), command->summary});
    for (const std::string& alias : command->notes.aliases)
      candidates.push_back({alias, command->summary});
  }
  candidates.push_back({std::string{help_word}, "show the usage"});
  return candidates;
}

Target find_target(const Table& table, const std::vector<std::string>& words) {
  if (words.empty()) return {};
  const std::string name =
      resolve("command", words[0], words_of(group_candidates(table)),
              table.bpftool_groups);
  if (name == help_word) return help_target(table, words);
  const Group* group = table.find_group(name);
  if (const Command* command = table.find_command(name))
    return {group, command, 1};
  std::string verb = words.size() > 1 ? words[1] : group->default_verb;
  // A word that is a verb as it stands spares us the others.
  if (words.size() > 1 && table.find_command(name + " " + verb) == nullptr)
    verb =
        resolve(name + " command", verb,
                words_of(verb_candidates(table, *group)), group->bpftool_verbs);
  if (verb.empty() || verb == help_word) return {group, nullptr, words.size()};
  return {group, find_verb(table, *group, verb),
          std::min<std::size_t>(words.size(), 2)};
}

}  // namespace skep::cli
