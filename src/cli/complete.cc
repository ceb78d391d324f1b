#include "src/cli/complete.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "src/cli/parse.h"
#include "src/sys/text.h"

namespace skep::cli {
namespace {

bool is_option(const std::string& word) {
  return word.size() > 1 && word[0] == '-';
}

Candidates option_candidates(const Command* command) {
  Candidates candidates;
  for (const GlobalOption& option : global_options())
    for (const std::string& name : split(option.names, ','))
      candidates.push_back({name, option.help});
  if (command != nullptr)
    for (const Argument& argument : command->arguments)
      if (argument.is_dashed)
        for (const std::string& name : split(argument.name, ','))
          candidates.push_back({name, argument.help});
  return candidates;
}

// Is `word` one of the names of a dashed option?
bool has_name(const Argument& argument, const std::string& word) {
  const auto names = split(argument.name, ',');
  return std::find(names.begin(), names.end(), word) != names.end();
}

// Drop the options, and their values, from `words`; the last word stays.
std::vector<std::string> without_options(const std::vector<std::string>& words,
                                         const Command* command) {
  std::vector<std::string> rest;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (!is_option(words[i])) {
      rest.push_back(words[i]);
      continue;
    }
    if (is_global_option_with_value(words[i])) ++i;
    if (command == nullptr) continue;
    for (const Argument& argument : command->arguments)
      if (argument.takes_value && has_name(argument, words[i])) {
        i += static_cast<std::size_t>(argument.value_count);
        break;
      }
  }
  rest.push_back(words.back());
  return rest;
}

// The option whose value the last word is; null if there is none that knows its
// values.
const Argument* option_before_last(const Command* command,
                                   const std::vector<std::string>& words) {
  if (command == nullptr || words.size() < 2) return nullptr;
  for (const Argument& argument : command->arguments)
    if (argument.values && has_name(argument, words[words.size() - 2]))
      return &argument;
  return nullptr;
}

// What can stand at the end of `words`, which hold no options.
Completion complete_words(const Table& table, const Target& target,
                          const std::vector<std::string>& words) {
  if (words.size() == 1) return {group_candidates(table), false};
  if (target.group != nullptr && words.size() == 2 &&
      table.find_command(target.group->name) == nullptr)
    return {verb_candidates(table, *target.group), false};
  if (target.command == nullptr) return {};
  Words rest = Words::completing(
      {words.begin() + static_cast<std::ptrdiff_t>(target.words_used),
       words.end()});
  try {
    target.command->read(rest, {});
  } catch (const CursorReached&) {
    return {rest.candidates(), rest.wants_path()};
  } catch (const Error&) {
    // What stands before the last word is wrong: nothing can follow.
  }
  return {};
}

// What the value of an option can be.
Candidates values_of(const Argument& option, const Target& target,
                     const std::vector<std::string>& words) {
  std::vector<std::string> rest = without_options(words, target.command);
  rest.pop_back();
  rest.erase(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(std::min(
                                              target.words_used, rest.size())));
  return option.values(rest);
}

Target find_target_before_last(const Table& table,
                               const std::vector<std::string>& words) {
  try {
    return find_target(table, {words.begin(), words.end() - 1});
  } catch (const Error&) {
    return {};
  }
}

}  // namespace

Completion complete(const Table& table, const std::vector<std::string>& words) {
  if (words.empty()) return {group_candidates(table), false};
  if (words.size() > 1 && is_global_option_with_value(words[words.size() - 2]))
    return {{}, true};
  const std::vector<std::string> plain = without_options(words, nullptr);
  const Target target = find_target_before_last(table, plain);
  const std::string& last = words.back();
  const Argument* option = option_before_last(target.command, words);
  Completion result =
      option != nullptr ? Completion{values_of(*option, target, words), false}
      : last.starts_with('-')
          ? Completion{option_candidates(target.command), false}
          : complete_words(table, target,
                           without_options(words, target.command));
  std::erase_if(result.candidates, [&](const Candidate& candidate) {
    return !candidate.word.starts_with(last);
  });
  return result;
}

std::string completion_script(const std::string& shell) {
  static const std::map<std::string, std::string_view> scripts{
      {"bash", R"sh(# bash completion for skep; made by scripts/generate.
# skep itself tells what can come next, one "word<TAB>help" a line; a line
# "<TAB>files" asks for the names of files.
_skep() {
    local IFS=$'\n' line
    COMPREPLY=()
    for line in $(skep __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    do
        if [[ $line == $'\tfiles' ]]; then
            compopt -o filenames
            COMPREPLY+=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]}"))
        else
            COMPREPLY+=("$(printf '%q' "${line%%$'\t'*}")")
        fi
    done
}
complete -F _skep skep
)sh"},
      {"zsh", R"sh(#compdef skep
# zsh completion for skep; made by scripts/generate.
_skep() {
    local -a found
    local line
    for line in ${(f)"$(skep __complete ${words[2,CURRENT]} 2>/dev/null)"}; do
        if [[ $line == $'\tfiles' ]]; then
            _files
        else
            found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
        fi
    done
    (( $#found )) && _describe skep found
}
_skep "$@"
)sh"},
      {"fish", R"sh(# fish completion for skep; made by scripts/generate.
function __skep_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in (skep __complete $words[2..] 2>/dev/null)
        if test "$line" = \tfiles
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c skep -f -a '(__skep_complete)'
)sh"},
  };
  const auto found = scripts.find(shell);
  if (found == scripts.end())
    throw usage_error("no completion for '{}'", shell)
        .with_hint("one of: bash, zsh, fish");
  return std::string{found->second};
}

}  // namespace skep::cli
