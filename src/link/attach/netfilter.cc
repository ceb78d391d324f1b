#include "src/link/attach/netfilter.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <cerrno>

#include "src/link/netfilter_names.h"

namespace skep {
namespace {

std::string hint_for_netfilter(int code) {
  if (code == EBUSY)
    return "another BPF program has this priority here: choose another one";
  if (code == EINVAL || code == ERANGE)
    return "the lowest and the highest priority are not allowed, and with "
           "'defrag' it must be above -400";
  if (code == EAFNOSUPPORT)
    return "the kernel takes BPF programs for the families ip and ip6";
  return {};
}

}  // namespace

std::string title_of(const NetfilterHook& hook) {
  return fmt::format(
      "netfilter {} {} at priority {}", protocol_family_name(hook.family),
      netfilter_hook_name(hook.family, hook.hook), hook.priority);
}

Fd attach_to(const NetfilterHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_NETFILTER});
  bpf_link_create_opts options{};
  options.sz = sizeof options;
  options.netfilter.pf = hook.family;
  options.netfilter.hooknum = hook.hook;
  options.netfilter.priority = hook.priority;
  options.netfilter.flags = hook.defragments ? BPF_F_NETFILTER_IP_DEFRAG : 0;
  return Fd{accepted(bpf_link_create(program.fd, 0, BPF_NETFILTER, &options),
                     hint_for_netfilter)};
}

}  // namespace skep
