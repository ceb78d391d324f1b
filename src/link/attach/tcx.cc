#include "src/link/attach/tcx.h"

#include <bpf/bpf.h>

#include <cerrno>
#include <cstdint>

#include "src/sys/error.h"
#include "src/sys/netdev.h"

namespace skep {
namespace {

std::string hint_for_tcx(int code) {
  if (code == ENOENT) return "what it should stand beside is not attached here";
  if (code == EEXIST) return "this program is attached here already";
  if (code == EINVAL) return "tcx needs Linux 6.6";
  return {};
}

void set_neighbour(const Neighbour& neighbour, std::uint32_t side,
                   bpf_link_create_opts& options) {
  options.flags = side;
  if (neighbour.is_link) options.flags |= BPF_F_LINK;
  options.tcx.relative_fd = static_cast<std::uint32_t>(neighbour.fd.get());
}

void set_place(const TcxHook& hook, bpf_link_create_opts& options) {
  // Before nothing in particular is before all.
  if (hook.is_first) options.flags = BPF_F_BEFORE;
  if (hook.before) set_neighbour(*hook.before, BPF_F_BEFORE, options);
  if (hook.after) set_neighbour(*hook.after, BPF_F_AFTER, options);
}

}  // namespace

std::string title_of(const TcxHook& hook) {
  return fmt::format("tcx {} of {}", hook.is_egress ? "egress" : "ingress",
                     hook.device);
}

Fd attach_to(const TcxHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_SCHED_CLS});
  bpf_link_create_opts options{};
  options.sz = sizeof options;
  set_place(hook, options);
  return Fd{accepted(
      bpf_link_create(program.fd, static_cast<int>(ifindex_of(hook.device)),
                      hook.is_egress ? BPF_TCX_EGRESS : BPF_TCX_INGRESS,
                      &options),
      hint_for_tcx)};
}

}  // namespace skep
