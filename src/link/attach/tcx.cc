#include "src/link/attach/tcx.h"

#include <fmt/format.h>

#include "src/link/attach/device_order.h"

namespace skep {
namespace {

std::string hint_for_tcx(int code) { return hint_for_order(code, "6.6"); }

}  // namespace

std::string title_of(const TcxHook& hook) {
  return fmt::format("tcx {} of {}", hook.is_egress ? "egress" : "ingress",
                     hook.device);
}

Fd attach_to(const TcxHook& hook, const Program& program) {
  return link_in_order({hook.device, hook.type()}, hook.order, program,
                       hint_for_tcx);
}

void attach_without_link(const TcxHook& hook, const Program& program) {
  attach_in_order({hook.device, hook.type()}, hook.order, program,
                  hint_for_tcx);
}

void detach_without_link(const TcxHook& hook, const Program& program) {
  detach_from_order({hook.device, hook.type()}, program);
}

}  // namespace skep
