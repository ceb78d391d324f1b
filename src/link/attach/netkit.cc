#include "src/link/attach/netkit.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <cerrno>

#include "src/sys/netdev.h"

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
  check_type(program, {BPF_PROG_TYPE_SCHED_CLS});
  bpf_link_create_opts options{};
  options.sz = sizeof options;
  options.flags = hook.order.flags();
  options.netkit.relative_fd = hook.order.relative_fd();
  const auto index = static_cast<int>(ifindex_of(hook.device));
  return Fd{accepted(bpf_link_create(program.fd, index, hook.type(), &options),
                     hint_for_netkit)};
}

void attach_without_link(const NetkitHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_SCHED_CLS});
  struct bpf_prog_attach_opts options{};
  options.sz = sizeof options;
  options.flags = hook.order.flags();
  options.relative_fd = static_cast<int>(hook.order.relative_fd());
  const auto index = static_cast<int>(ifindex_of(hook.device));
  accepted(bpf_prog_attach_opts(program.fd, index, hook.type(), &options),
           hint_for_netkit);
}

void detach_without_link(const NetkitHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_SCHED_CLS});
  const auto index = static_cast<int>(ifindex_of(hook.device));
  accepted(bpf_prog_detach_opts(program.fd, index, hook.type(), nullptr),
           hint_for_direct);
}

}  // namespace skep
