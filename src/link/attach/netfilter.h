// Netfilter: packets on their way through the network stack.
#pragma once

#include <cstdint>
#include <string>

#include "src/link/attach/program.h"

namespace skep {

struct NetfilterHook {
  std::uint32_t family = 0;  // NFPROTO_*
  std::uint32_t hook = 0;    // NF_INET_*
  std::int32_t priority = 0;
  bool defragments = false;  // before the program sees the packet
};

[[nodiscard]] std::string title_of(const NetfilterHook& hook);
// Attach in the network namespace of this process.
// Source: BPF_LINK_CREATE with BPF_NETFILTER, since Linux 6.4.
[[nodiscard]] Fd attach_to(const NetfilterHook& hook, const Program& program);

}  // namespace skep
