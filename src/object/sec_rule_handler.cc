#include "src/object/sec_rule_handler.h"

#include "src/object/stock_section.h"
#include "src/sys/error.h"
#include "src/sys/log.h"
#include "src/sys/netdev.h"
#include "src/sys/text.h"

namespace skep {
namespace {

// Look up the target in the kernel's BTF. libbpf knows the prefixes of names
// that go with an attach type, and the modules.
int set_target(bpf_program* prog, const std::string& target) {
  int code = 0;
  static_cast<void>(overhear_libbpf(
      [&] { code = bpf_program__set_attach_target(prog, 0, target.c_str()); }));
  return code;
}

void set_device(bpf_program* prog, const std::string& name) {
  const auto number = parse_unsigned(name, 10);
  const bool is_index = number && *number <= UINT32_MAX;
  bpf_program__set_ifindex(
      prog, is_index ? static_cast<std::uint32_t>(*number) : ifindex_of(name));
}

void set_up(const SecRule& rule, SecUse use, bpf_program* prog) {
  bpf_program__set_flags(prog, bpf_program__flags(prog) | rule.flags);
  if (rule.autoload) bpf_program__set_autoload(prog, *rule.autoload);
  if (rule.autoattach) bpf_program__set_autoattach(prog, *rule.autoattach);
  if (use == SecUse::inspect) return;
  const std::string_view section = bpf_program__section_name(prog);
  // What is not found is missed when the program is loaded, if it is at all.
  if (const auto target = target_for(rule, section); !target.empty())
    set_target(prog, target);
  if (rule.device) set_device(prog, fill_for(rule, *rule.device, section));
}

// Make sure that the target was found when the object was opened.
void check_target(const SecRule& rule, bpf_program* prog,
                  const bpf_prog_load_opts& options) {
  if (options.attach_btf_id != 0) return;
  const std::string_view section = bpf_program__section_name(prog);
  const std::string target = target_for(rule, section);
  if (target.empty())
    throw failure("can't load program '{}': SEC(\"{}\") does not say for what",
                  bpf_program__name(prog), section);
  const int code = set_target(prog, target);
  if (code == -ESRCH || code == -ENOENT)
    throw failure("can't load program '{}' for '{}': the kernel's BTF has none",
                  bpf_program__name(prog), target);
  check(code, "can't load program '{}' for '{}'", bpf_program__name(prog),
        target);
}

BpfLink attach(const SecRule& rule, const bpf_program* prog) {
  const auto section = section_stood_for(rule, bpf_program__section_name(prog));
  return is_attached_by_name(*section) ? attach_by_name(prog, *section)
                                       : BpfLink{};
}

bool has_target(const SecRule& rule) {
  if (rule.target) return true;
  if (!rule.stands_for) return false;
  const std::string& name = rule.stands_for->text();
  return needs_target(name.substr(0, name.find('/')));
}

}  // namespace

std::string target_for(const SecRule& rule, std::string_view section) {
  if (rule.target) return fill_for(rule, *rule.target, section);
  const auto stands_for = section_stood_for(rule, section);
  if (!stands_for) return {};
  const auto slash = stands_for->find('/');
  if (slash == std::string::npos || !needs_target(stands_for->substr(0, slash)))
    return {};
  return stands_for->substr(slash + 1);
}

SecHandler handler_for(const SecRule& rule, SecUse use) {
  SecHandler handler = SecHandler{rule.pattern.text(), rule.type}.on_setup(
      [rule, use](bpf_program* prog) { set_up(rule, use, prog); });
  if (has_target(rule))
    handler = std::move(handler).on_prepare(
        [rule](bpf_program* prog, const bpf_prog_load_opts& options) {
          check_target(rule, prog, options);
        });
  if (rule.stands_for)
    handler = std::move(handler).on_attach([rule](const bpf_program* prog) {
      std::vector<BpfLink> links;
      if (BpfLink link = attach(rule, prog); link.is_attached())
        links.push_back(std::move(link));
      return links;
    });
  return handler;
}

}  // namespace skep
