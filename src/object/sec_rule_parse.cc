// From the text of a rule to what it says.
#include <linux/bpf.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "src/object/builtin_section.h"
#include "src/object/sec_rule.h"
#include "src/object/stock_section.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep {
namespace {

struct Flag {
  std::string_view name;
  std::uint32_t bit;
};

constexpr Flag flag_names[] = {
    {"sleepable", BPF_F_SLEEPABLE},
    {"frags", BPF_F_XDP_HAS_FRAGS},
    {"strict_alignment", BPF_F_STRICT_ALIGNMENT},
    {"any_alignment", BPF_F_ANY_ALIGNMENT},
    {"test_rnd_hi32", BPF_F_TEST_RND_HI32},
    {"test_state_freq", BPF_F_TEST_STATE_FREQ},
    {"test_reg_invariants", BPF_F_TEST_REG_INVARIANTS},
    {"xdp_dev_bound_only", BPF_F_XDP_DEV_BOUND_ONLY},
};

// Return the row whose name this is.
// Errors: usage error with the names that are close, or all.
template <typename Rows>
const auto& find_row(const Rows& rows, const std::string& name,
                     std::string_view what) {
  const auto found = std::ranges::find(
      rows, name, [](const auto& row) { return std::string_view{row.name}; });
  if (found != std::end(rows)) return *found;
  std::vector<std::string> names;
  for (const auto& row : rows) names.emplace_back(row.name);
  const std::string close = did_you_mean(name, names);
  throw usage_error("there is no {} '{}'", what, name)
      .with_hint(close.empty() ? "one of: " + join(names, ", ") : close);
}

void set_flags(SecRule& rule, const std::string& value) {
  for (const std::string& word : split(value, '|'))
    rule.flags |= find_row(flag_names, word, "flag").bit;
}

bool yes_or_no(std::string_view key, const std::string& value) {
  if (value == "yes") return true;
  if (value == "no") return false;
  throw usage_error("{} is yes or no, not '{}'", key, value);
}

struct Setting {
  std::string_view name;
  void (*assign)(SecRule& rule, const std::string& value);
};

constexpr Setting settings[] = {
    {"flags", set_flags},
    {"autoload",
     [](SecRule& rule, const std::string& value) {
       rule.autoload = yes_or_no("autoload", value);
     }},
    {"autoattach",
     [](SecRule& rule, const std::string& value) {
       rule.autoattach = yes_or_no("autoattach", value);
     }},
    {"target",
     [](SecRule& rule, const std::string& value) {
       rule.target = SecTemplate{value};
     }},
    {"ifindex",
     [](SecRule& rule, const std::string& value) {
       rule.device = SecTemplate{value};
     }},
};

void parse_setting(SecRule& rule, const std::string& text) {
  const auto equals = text.find('=');
  const std::string key = text.substr(0, equals);
  const Setting& setting = find_row(settings, key, "setting");
  if (equals == std::string::npos || equals + 1 == text.size())
    throw usage_error("'{}' has no value", key);
  setting.assign(rule, text.substr(equals + 1));
}

// "fentry" stands for SEC("fentry/TARGET") with what follows the pattern.
void set_section(SecRule& rule, const std::string& name) {
  const auto sections = builtin_sections();
  const BuiltinSection* section = find_builtin(sections, name);
  if (section == nullptr)
    throw usage_error("libbpf knows no section '{}'", name)
        .with_hint(hint_for_section(name));
  const std::string stem = section->stem();
  if (const auto reason = why_not_inherited(stem); !reason.empty())
    throw usage_error("no section can be handled as '{}': {}", name, reason);
  rule.type = section->type;
  rule.has_attach_type = section->has_attach_type;
  rule.flags = flags_of_section(stem);
  const bool takes_target = section->pattern.text() != stem;
  rule.stands_for =
      SecTemplate{takes_target && name == stem ? name + "/{*:}" : name};
}

Error missing_attach_type(const std::string& name,
                          const std::set<bpf_attach_type>& types) {
  std::vector<std::string> names;
  for (const bpf_attach_type type : types)
    names.push_back(name + "/" + libbpf_bpf_attach_type_str(type));
  return usage_error("programs of type {} need an attach type", name)
      .with_hint("one of: " + join(names, ", "));
}

// Set the attach type that goes without saying: that of libbpf's section with
// the name of the type; else none, if one of its sections has none; else the
// only one that they have.
void choose_attach_type(SecRule& rule, const std::string& name) {
  std::set<bpf_attach_type> types;
  bool can_be_none = false;
  for (const BuiltinSection& section : builtin_sections()) {
    if (section.type.type != rule.type.type) continue;
    if (section.stem() == name) {
      rule.type = section.type;
      rule.has_attach_type = section.has_attach_type;
      return;
    }
    can_be_none |= !section.has_attach_type;
    types.insert(section.type.attach_type);
  }
  if (can_be_none || types.empty()) return;
  if (types.size() > 1) throw missing_attach_type(name, types);
  rule.type.attach_type = *types.begin();
  rule.has_attach_type = true;
}

Error no_type(const std::string& name, const std::string& text) {
  const Error error = usage_error("there is no program type '{}'", name);
  if (find_builtin(builtin_sections(), text) != nullptr)
    return error.with_hint(
        fmt::format("sec:{} stands for the section of this name", text));
  const std::string close = did_you_mean(name, prog_type_names());
  return error.with_hint(
      close.empty() ? "one of: " + join(prog_type_names(), ", ") : close);
}

void set_type(SecRule& rule, const std::string& text) {
  const auto slash = text.find('/');
  const std::string name = text.substr(0, slash);
  const auto type = prog_type_named(name);
  if (!type || *type == BPF_PROG_TYPE_UNSPEC) throw no_type(name, text);
  rule.type.type = *type;
  if (slash == std::string::npos) return choose_attach_type(rule, name);
  const std::string attach = text.substr(slash + 1);
  const auto attach_type = attach_type_named(attach);
  if (!attach_type)
    throw usage_error("there is no attach type '{}'", attach)
        .with_hint(did_you_mean(attach, attach_type_names()));
  rule.type.attach_type = *attach_type;
  rule.has_attach_type = true;
}

void parse_type(SecRule& rule, const std::string& text) {
  constexpr std::string_view section = "sec:";
  if (text.starts_with(section))
    set_section(rule, text.substr(section.size()));
  else
    set_type(rule, text);
}

void parse_action(SecRule& rule, const std::string& text) {
  constexpr std::string_view attach = "attach=";
  if (!text.starts_with(attach) || text.size() == attach.size())
    throw usage_error("an action is attach=none or attach=HOOK, not '{}'",
                      text);
  rule.hook = text.substr(attach.size());
  if (rule.hook != "none") return;
  rule.hook.clear();
  rule.autoattach = false;
}

void parse_settings(SecRule& rule, std::string_view text) {
  const std::vector<std::string> words = split(text, ',');
  parse_type(rule, words.empty() ? "" : words.front());
  for (std::size_t i = 1; i < words.size(); ++i) parse_setting(rule, words[i]);
}

}  // namespace

std::vector<std::string> sec_flag_names(std::uint32_t flags) {
  std::vector<std::string> names;
  for (const Flag& flag : flag_names)
    if ((flags & flag.bit) != 0) names.emplace_back(flag.name);
  return names;
}

SecRule parse_sec_rule(const std::string& text) try {
  const auto equals = text.find('=');
  if (equals == std::string::npos)
    throw usage_error("expected PATTERN=TYPE")
        .with_hint("such as 'xdp/=xdp' or 'mine+=sec:fentry'");
  SecRule rule{.text = text, .pattern = SecPattern{text.substr(0, equals)}};
  const std::string_view rest = std::string_view{text}.substr(equals + 1);
  const auto action = rest.find('!');
  parse_settings(rule, rest.substr(0, action));
  if (action != std::string_view::npos)
    parse_action(rule, std::string{rest.substr(action + 1)});
  return rule;
} catch (const Error& error) {
  throw error.in(fmt::format("can't understand the rule '{}'", text));
}

}  // namespace skep
