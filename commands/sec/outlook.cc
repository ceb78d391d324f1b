#include "commands/sec/outlook.h"

#include <algorithm>

#include "src/object/stock_section.h"

namespace skep::commands {
namespace {

void divide(Outlook& outlook, const SecPattern& pattern) {
  outlook.pattern = pattern.text();
  outlook.rest = pattern.rest_of(outlook.section);
  outlook.eaten =
      outlook.section.substr(0, outlook.section.size() - outlook.rest.size());
}

void look_at_builtin(Outlook& outlook, const BuiltinSection& builtin) {
  outlook.handler = "built-in";
  divide(outlook, builtin.pattern);
  outlook.has_attach_type = builtin.has_attach_type;
  outlook.flags |= flags_of_section(builtin.stem());
  if (needs_target(builtin.stem())) outlook.target = outlook.rest;
  if (is_attached_by_name(outlook.section))
    outlook.stands_for = outlook.section;
}

// Return the words as they can be typed.
std::string typed(const std::vector<std::string>& words) {
  std::vector<std::string> texts;
  for (const std::string& word : words) {
    const bool is_plain =
        !word.empty() && word.find_first_of(" \t\n\"'\\") == std::string::npos;
    texts.push_back(is_plain ? word : "'" + word + "'");
  }
  return join(texts, " ");
}

void look_at_rule(Outlook& outlook, const SecRule& rule) try {
  outlook.handler = rule.pattern.is_fallback() ? "fallback" : "custom";
  outlook.rule = &rule;
  divide(outlook, rule.pattern);
  outlook.has_attach_type = rule.has_attach_type;
  outlook.target = target_for(rule, outlook.section);
  if (rule.device) (void)fill_for(rule, *rule.device, outlook.section);
  const auto words = hook_words_for(rule, outlook.section);
  const auto stands_for = section_stood_for(rule, outlook.section);
  if (!words.empty()) {
    outlook.hook = typed(words);
    (void)parse_hook(words);
  } else if (stands_for && is_attached_by_name(*stands_for)) {
    outlook.stands_for = *stands_for;
  }
} catch (const Error& error) {
  outlook.error = error.what();
}

const SecRule* rule_of(const SecHandler* handler,
                       const std::vector<SecRule>& rules) {
  if (handler == nullptr) return nullptr;
  // Of two rules with one pattern, the first takes all.
  const auto found = std::ranges::find_if(rules, [&](const SecRule& rule) {
    return rule.pattern.text() == handler->pattern().text();
  });
  return found == rules.end() ? nullptr : &*found;
}

}  // namespace

Outlook outlook_for(const BpfObject& object, const bpf_program* prog,
                    const std::vector<SecRule>& rules,
                    const std::vector<BuiltinSection>& builtins) {
  Outlook outlook{.program = bpf_program__name(prog),
                  .section = bpf_program__section_name(prog),
                  .handler = "none",
                  .type = {bpf_program__type(prog),
                           bpf_program__expected_attach_type(prog)},
                  .flags = bpf_program__flags(prog),
                  .is_loaded = bpf_program__autoload(prog)};
  if (const SecRule* rule = rule_of(object.handler_of(prog), rules))
    look_at_rule(outlook, *rule);
  else if (const auto* builtin = find_builtin(builtins, outlook.section))
    look_at_builtin(outlook, *builtin);
  if (outlook.is_loaded && bpf_program__autoattach(prog)) return outlook;
  outlook.hook.clear();
  outlook.stands_for.clear();
  return outlook;
}

}  // namespace skep::commands
