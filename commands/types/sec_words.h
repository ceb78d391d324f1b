// Rules for sections on the command line: --sec-handler and --sec-file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "commands/types/hooks.h"
#include "src/cli/command.h"
#include "src/object/sec_registry.h"
#include "src/object/sec_rule.h"
#include "src/object/sec_rule_handler.h"

namespace skep::cli {

template <>
struct ArgType<SecRule> {
  static SecRule parse(Words& words, std::string_view name);
  static std::string_view syntax() {
    return "PATTERN=TYPE[/ATTACH][,KEY=VALUE]...[!attach=HOOK]";
  }
};

}  // namespace skep::cli

namespace skep::commands {

struct SecWords {
  std::vector<SecRule> sec_rules;
  std::vector<cli::FilePath> sec_files;
};

// Return the options for Options that are SecWords.
template <typename O>
std::vector<cli::Arg<O>> sec_arguments() {
  return {
      cli::option<O, std::vector<SecRule>>(
          "--sec-handler", "RULE", &O::sec_rules,
          "handle the programs of some sections by a rule of one's own; the "
          "first rule that takes a section wins"),
      cli::option<O, std::vector<cli::FilePath>>(
          "--sec-file", "FILE", &O::sec_files,
          "the same by the rules in a file, one a line; they come after those "
          "of --sec-handler"),
  };
}

// Return the text on what rules are.
[[nodiscard]] std::string_view sec_details();

// Read a rule, the words of its hook included as far as they are known.
// Errors: usage error that names the rule and what is wrong with it.
[[nodiscard]] SecRule read_sec_rule(const std::string& text);

// Return all the rules that the words name. Files are read.
// Errors: Error that names the rule, and the file and line where it stands.
[[nodiscard]] std::vector<SecRule> read_sec_rules(const SecWords& words);

// Return the words of a rule's hook for a program of a section; none if the
// rule has no hook.
// Errors: Error that names the rule, for a part that the section lacks.
[[nodiscard]] std::vector<std::string> hook_words_for(const SecRule& rule,
                                                      std::string_view section);

// Return the handlers that do what the rules say.
// Errors: usage error for a second fallback.
[[nodiscard]] SecRegistry make_registry(const std::vector<SecRule>& rules,
                                        SecUse use);

}  // namespace skep::commands
