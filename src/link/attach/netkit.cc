#include "src/link/attach/netkit.h"

#include <fmt/format.h>

#include <cerrno>

#include "src/link/attach/device_order.h"

namespace skep {
namespace {

std::string hint_for_netkit(int code) {
  if (code == ENXIO) return "the device is none of a netkit pair";
  if (code == EACCES)
    return "the device is the peer of the pair: name the other one, and "
           "netkit_peer for the packets of this one";
  return hint_for_order(code, "6.7");
}

}  // namespace

std::string title_of(const NetkitHook& hook) {
  return fmt::format("netkit {} of {}", hook.is_peer ? "peer" : "primary",
                     hook.device);
}

Fd attach_to(const NetkitHook& hook, const Program& program) {
  return link_in_order({hook.device, hook.type()}, hook.order, program,
                       hint_for_netkit);
}

void attach_without_link(const NetkitHook& hook, const Program& program) {
  attach_in_order({hook.device, hook.type()}, hook.order, program,
                  hint_for_netkit);
}

void detach_without_link(const NetkitHook& hook, const Program& program) {
  detach_from_order({hook.device, hook.type()}, program);
}

}  // namespace skep
