// From the words for a hook to the objects that they name.
#include "commands/types/hooks.h"

namespace skep::commands {
namespace {

Neighbour open_neighbour(const NeighbourRef& ref) {
  if (const auto* prog = std::get_if<ProgRef>(&ref))
    return {.fd = open_prog(*prog), .is_link = false};
  return {.fd = open_link(std::get<LinkRef>(ref)), .is_link = true};
}

TcxHook open_tcx_hook(const TcxWords& words) {
  if (words.is_first + words.before.has_value() + words.after.has_value() > 1)
    throw usage_error("'first', 'before' and 'after' exclude each other");
  TcxHook hook;
  hook.device = words.device;
  hook.is_egress = words.is_egress;
  hook.is_first = words.is_first;
  if (words.before) hook.before = open_neighbour(*words.before);
  if (words.after) hook.after = open_neighbour(*words.after);
  return hook;
}

struct HookOpener {
  Hook operator()(const TcxWords& words) const { return open_tcx_hook(words); }
  Hook operator()(const cli::IterWords& words) const {
    return cli::open_iter_hook(words);
  }
  Hook operator()(const SockmapWords& words) const {
    return SockmapHook{.type = words.type, .map = open_map(words.map, true)};
  }
  template <typename H>
  Hook operator()(const H& hook) const {
    return hook;
  }
};

}  // namespace

Hook open_hook(const HookWords& words) {
  return std::visit(HookOpener{}, words);
}

DirectHook open_direct_hook(const DirectWords& words) {
  if (const auto* sockmap = std::get_if<SockmapWords>(&words))
    return {.type = sockmap->type, .map = open_map(sockmap->map, true)};
  return {.type = BPF_FLOW_DISSECTOR};
}

std::optional<DirectWords> without_link(const HookWords& words) {
  if (const auto* sockmap = std::get_if<SockmapWords>(&words)) return *sockmap;
  const auto* netns = std::get_if<NetnsHook>(&words);
  if (netns != nullptr && netns->type == BPF_FLOW_DISSECTOR && !netns->netns)
    return FlowDissectorWords{};
  return std::nullopt;
}

}  // namespace skep::commands
