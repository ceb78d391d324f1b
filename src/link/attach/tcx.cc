#include "src/link/attach/tcx.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include "src/sys/netdev.h"

namespace skep {
namespace {

std::string hint_for_tcx(int code) { return hint_for_order(code, "6.6"); }

}  // namespace

std::string title_of(const TcxHook& hook) {
  return fmt::format("tcx {} of {}", hook.is_egress ? "egress" : "ingress",
                     hook.device);
}

Fd attach_to(const TcxHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_SCHED_CLS});
  bpf_link_create_opts options{};
  options.sz = sizeof options;
  options.flags = hook.order.flags();
  options.tcx.relative_fd = hook.order.relative_fd();
  const auto index = static_cast<int>(ifindex_of(hook.device));
  return Fd{accepted(bpf_link_create(program.fd, index, hook.type(), &options),
                     hint_for_tcx)};
}

void attach_without_link(const TcxHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_SCHED_CLS});
  struct bpf_prog_attach_opts options{};
  options.sz = sizeof options;
  options.flags = hook.order.flags();
  options.relative_fd = static_cast<int>(hook.order.relative_fd());
  const auto index = static_cast<int>(ifindex_of(hook.device));
  accepted(bpf_prog_attach_opts(program.fd, index, hook.type(), &options),
           hint_for_tcx);
}

void detach_without_link(const TcxHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_SCHED_CLS});
  const auto index = static_cast<int>(ifindex_of(hook.device));
  accepted(bpf_prog_detach_opts(program.fd, index, hook.type(), nullptr),
           hint_for_direct);
}

}  // namespace skep
