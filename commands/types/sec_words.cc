#include "commands/types/sec_words.h"

#include <algorithm>
#include <utility>

#include "src/cli/shell_words.h"
#include "src/run/attachment.h"
#include "src/sys/file.h"

namespace skep::commands {
namespace {

// The first word of a hook can be checked before there is a section.
void check_hook_kind(const std::string& word) {
  std::vector<std::string> kinds;
  for (const auto& form : hook_forms()) kinds.push_back(form.keyword);
  if (std::ranges::any_of(
          kinds, [&](const auto& kind) { return kind.starts_with(word); }))
    return;
  const std::string close = did_you_mean(word, kinds);
  throw usage_error("there is no hook '{}'", word)
      .with_hint(close.empty() ? "one of: " + join(kinds, ", ") : close);
}

void check_hook(const SecRule& rule) {
  if (rule.hook.empty()) return;
  const std::vector<std::string> words = cli::split_shell_words(rule.hook);
  bool has_placeholders = false;
  for (const std::string& word : words)
    has_placeholders |= SecTemplate{word}.has_placeholders();
  if (!has_placeholders)
    (void)parse_hook(words);
  else if (!SecTemplate{words.front()}.has_placeholders())
    check_hook_kind(words.front());
}

void add_rules_of(const std::string& path, std::vector<SecRule>& rules) {
  const Bytes bytes = read_file(path);
  std::size_t number = 0;
  for (const std::string& line : split(text_of(bytes), '\n')) {
    ++number;
    const std::string_view content = trimmed(without_comment(line));
    if (content.empty()) continue;
    try {
      rules.push_back(read_sec_rule(std::string{content}));
    } catch (const Error& error) {
      throw error.in(fmt::format("{}:{}", path, number));
    }
  }
}

std::vector<BpfLink> attach_by_hook(const SecRule& rule,
                                    const bpf_program* prog) {
  const auto words = hook_words_for(rule, bpf_program__section_name(prog));
  return attach_to_hook(prog, open_hook(parse_hook(words))).links;
}

// Attach by the hook of the rule; before a program is loaded, make sure that
// its hook makes sense.
SecHandler with_hook(SecHandler handler, const SecRule& rule, SecUse use) {
  const auto set_up = [rule, use, first = handler.setup()](bpf_program* prog) {
    first(prog);
    if (use == SecUse::load && bpf_program__autoload(prog))
      (void)parse_hook(hook_words_for(rule, bpf_program__section_name(prog)));
  };
  return std::move(handler).on_setup(set_up).on_attach(
      [rule](const bpf_program* prog) { return attach_by_hook(rule, prog); });
}

}  // namespace

std::string_view sec_details() {
  return "A rule, PATTERN=TYPE[/ATTACH][,KEY=VALUE]...[!attach=HOOK], says how "
         "programs are handled whose section (SEC) the pattern takes, in place "
         "of what libbpf does. The first rule that takes a section wins; next "
         "come the sections that libbpf knows, then the fallback. The pattern "
         "abc takes this section alone, abc/ all that begin so, abc+ takes abc "
         "and all that begin with abc/, and * is the fallback. The question "
         "mark of an optional program is no part of its section.\n\n"
         "TYPE is the name of a program type, with that of an attach type "
         "where it needs one: kprobe, "
         "cgroup_sock_addr/cgroup_inet4_connect. sec:NAME has programs handled "
         "as those of a section that libbpf knows (`sec list`): by "
         "'mine/=sec:fentry', mine/do_exit is loaded and attached as "
         "fentry/do_exit.\n\n"
         "KEYs are `flags`, joined by | (sleepable, frags, strict_alignment, "
         "any_alignment, test_rnd_hi32, test_state_freq, test_reg_invariants, "
         "xdp_dev_bound_only); `autoload` and `autoattach`, yes or no; "
         "`target`, what a tracing program is loaded for; and `ifindex`, the "
         "network device that runs the program itself.\n\n"
         "HOOK is what `prog attach` takes, in the same words, and says where "
         "the program is attached when all are; attach=none leaves it alone. "
         "In HOOK, target, ifindex and behind sec:, {0} stands for the "
         "section, {*} for what follows the pattern, {1}, {2} for the parts of "
         "that between slashes, and {name} for the value of name=value among "
         "its parts between commas; {1:lo} stands for lo where there is no "
         "such part.\n\n"
         "In a file of rules, # begins a comment.";
}

SecRule read_sec_rule(const std::string& text) {
  SecRule rule = parse_sec_rule(text);
  try {
    check_hook(rule);
  } catch (const Error& error) {
    throw error.in(fmt::format("can't understand the rule '{}'", text));
  }
  return rule;
}

std::vector<SecRule> read_sec_rules(const SecWords& words) {
  std::vector<SecRule> rules = words.sec_rules;
  for (const cli::FilePath& file : words.sec_files)
    add_rules_of(file.path, rules);
  return rules;
}

std::vector<std::string> hook_words_for(const SecRule& rule,
                                        std::string_view section) {
  std::vector<std::string> words;
  for (std::string& word : cli::split_shell_words(rule.hook))
    words.push_back(fill_for(rule, SecTemplate{std::move(word)}, section));
  return words;
}

SecRegistry make_registry(const std::vector<SecRule>& rules, SecUse use) {
  SecRegistry registry;
  for (const SecRule& rule : rules) {
    SecHandler handler = handler_for(rule, use);
    registry.add(rule.hook.empty() ? std::move(handler)
                                   : with_hook(std::move(handler), rule, use));
  }
  return registry;
}

}  // namespace skep::commands

namespace skep::cli {

SecRule ArgType<SecRule>::parse(Words& words, std::string_view name) {
  return commands::read_sec_rule(words.take(name));
}

}  // namespace skep::cli
