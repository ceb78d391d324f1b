// tcx: packets that come in or go out by a device, one program after another.
#pragma once

#include <string>

#include "src/link/attach/order.h"
#include "src/link/attach/program.h"

namespace skep {

struct TcxHook {
  std::string device{};
  bool is_egress = false;
  Order order{};

  [[nodiscard]] bpf_attach_type type() const {
    return is_egress ? BPF_TCX_EGRESS : BPF_TCX_INGRESS;
  }
};

[[nodiscard]] std::string title_of(const TcxHook& hook);
// Source: BPF_LINK_CREATE with BPF_TCX_{INGRESS,EGRESS}, since Linux 6.6.
[[nodiscard]] Fd attach_to(const TcxHook& hook, const Program& program);

// Source: BPF_PROG_ATTACH and BPF_PROG_DETACH.
void attach_without_link(const TcxHook& hook, const Program& program);
void detach_without_link(const TcxHook& hook, const Program& program);

}  // namespace skep
