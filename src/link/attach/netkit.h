// netkit: packets that leave one of a pair of devices, one program after
// another.
#pragma once

#include <string>

#include "src/link/attach/order.h"
#include "src/link/attach/program.h"

namespace skep {

struct NetkitHook {
  std::string device{};  // the first of the pair, whose packets are meant or
  bool is_peer = false;  // those of its peer
  Order order{};

  [[nodiscard]] bpf_attach_type type() const {
    return is_peer ? BPF_NETKIT_PEER : BPF_NETKIT_PRIMARY;
  }
};

[[nodiscard]] std::string title_of(const NetkitHook& hook);
// Source: BPF_LINK_CREATE with BPF_NETKIT_{PRIMARY,PEER}, since Linux 6.7.
[[nodiscard]] Fd attach_to(const NetkitHook& hook, const Program& program);

// Source: BPF_PROG_ATTACH and BPF_PROG_DETACH.
void attach_without_link(const NetkitHook& hook, const Program& program);
void detach_without_link(const NetkitHook& hook, const Program& program);

}  // namespace skep
