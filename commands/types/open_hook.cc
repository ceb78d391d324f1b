// From the words for a hook to the objects that they name.
#include "commands/types/hooks.h"

namespace skep::commands {
namespace {

Neighbour open_neighbour(const NeighbourRef& ref) {
  if (const auto* prog = std::get_if<ProgRef>(&ref))
    return {.fd = open_prog(*prog), .is_link = false};
  return {.fd = open_link(std::get<LinkRef>(ref)), .is_link = true};
}

Order open_order(const OrderWords& words) {
  if (words.is_first + words.before.has_value() + words.after.has_value() > 1)
    throw usage_error("'first', 'before' and 'after' exclude each other");
  Order order;
  order.is_first = words.is_first;
  if (words.before) order.before = open_neighbour(*words.before);
  if (words.after) order.after = open_neighbour(*words.after);
  return order;
}

TcxHook open_tcx(const TcxWords& words) {
  return {.device = words.device,
          .is_egress = words.is_egress,
          .order = open_order(words)};
}

NetkitHook open_netkit(const NetkitWords& words) {
  return {.device = words.device,
          .is_peer = words.is_peer,
          .order = open_order(words)};
}

CgroupHook open_cgroup_hook(const CgroupWords& words) {
  return {.path = words.path,
          .type = words.type,
          .is_preorder = words.is_preorder,
          .order = open_order(words),
          .mode = words.mode};
}

FreplaceHook open_freplace(const FreplaceWords& words) {
  if (words.target.has_value() != words.function.has_value())
    throw usage_error("'target' and 'function' belong together");
  FreplaceHook hook;
  if (words.target) hook.target = open_prog(*words.target);
  hook.function = words.function.value_or("");
  return hook;
}

KprobeMultiHook check_functions(const KprobeMultiHook& hook) {
  for (const ProbePlace& place : hook.places)
    if (place.ref_ctr || (!place.point.function.empty() && place.point.offset))
      throw usage_error("kprobe_multi takes whole functions, not '{}'",
                        place.point.text())
          .with_hint("`kprobe` takes an offset");
  return hook;
}

SockmapHook open_sockmap(const SockmapWords& words) {
  return {.type = words.type, .map = open_map(words.map, true)};
}

struct HookOpener {
  Hook operator()(const TcxWords& words) const { return open_tcx(words); }
  Hook operator()(const NetkitWords& words) const { return open_netkit(words); }
  Hook operator()(const CgroupWords& words) const {
    if (words.mode != 0)
      throw usage_error("'multi' and 'override' are for --no-link")
          .with_hint("a link always lets other programs stand beside it");
    return open_cgroup_hook(words);
  }
  Hook operator()(const FreplaceWords& words) const {
    return open_freplace(words);
  }
  Hook operator()(const cli::IterWords& words) const {
    return cli::open_iter_hook(words);
  }
  Hook operator()(const KprobeMultiHook& hook) const {
    return check_functions(hook);
  }
  Hook operator()(const SockmapWords& words) const {
    return open_sockmap(words);
  }
  Hook operator()(const TcHook&) const {
    throw usage_error("filters of tc have no links")
        .with_hint("`tcx_ingress` and `tcx_egress` have, since Linux 6.6");
  }
  Hook operator()(const LircHook&) const {
    throw usage_error("programs for infrared receivers have no links");
  }
  template <typename H>
  Hook operator()(const H& hook) const {
    return hook;
  }
};

struct DirectHookOpener {
  DirectHook operator()(const TcxWords& words) const { return open_tcx(words); }
  DirectHook operator()(const NetkitWords& words) const {
    return open_netkit(words);
  }
  DirectHook operator()(const CgroupWords& words) const {
    return open_cgroup_hook(words);
  }
  DirectHook operator()(const SockmapWords& words) const {
    return open_sockmap(words);
  }
  DirectHook operator()(const NetnsHook& hook) const {
    if (hook.type != BPF_FLOW_DISSECTOR)
      throw usage_error("programs come to 'sk_lookup' by links alone");
    if (hook.netns)
      throw usage_error("without a link, 'netns' can't be chosen")
          .with_hint("run skep inside of it: `ip netns exec NAME skep ...`");
    return hook;
  }
  DirectHook operator()(const XdpHook& hook) const { return hook; }
  DirectHook operator()(const TcHook& hook) const { return hook; }
  DirectHook operator()(const LircHook& hook) const { return hook; }
  template <typename H>
  DirectHook operator()(const H&) const {
    throw usage_error("programs come to this hook by links alone");
  }
};

}  // namespace

Hook open_hook(const HookWords& words) {
  return std::visit(HookOpener{}, words);
}

DirectHook open_direct_hook(const HookWords& words) {
  return std::visit(DirectHookOpener{}, words);
}

LinkUse link_use_of(const HookWords& words) {
  if (std::holds_alternative<TcHook>(words) ||
      std::holds_alternative<LircHook>(words))
    return LinkUse::none;
  const auto* netns = std::get_if<NetnsHook>(&words);
  const bool is_dissector =
      netns != nullptr && !netns->netns && netns->type == BPF_FLOW_DISSECTOR;
  return is_dissector || std::holds_alternative<SockmapWords>(words)
             ? LinkUse::bpftool
             : LinkUse::needed;
}

bool is_on_all_cpus(const HookWords& words) {
  const auto* event = std::get_if<PerfEventHook>(&words);
  return event != nullptr && !event->cpu && !event->pid;
}

bool may_need_links(const HookWords& words) {
  return is_on_all_cpus(words) || std::holds_alternative<UsdtHook>(words);
}

}  // namespace skep::commands
