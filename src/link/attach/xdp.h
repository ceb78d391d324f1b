// XDP: packets as the driver receives them.
#pragma once

#include <cstdint>
#include <string>

#include "src/link/attach/program.h"

namespace skep {

struct XdpHook {
  std::string device;
  std::uint32_t mode = 0;  // XDP_FLAGS_{SKB,DRV,HW}_MODE; 0: the kernel chooses
  // Without a link: take the place of a program that is there without one.
  bool replaces = false;
};

[[nodiscard]] std::string title_of(const XdpHook& hook);
// Source: BPF_LINK_CREATE with BPF_XDP, since Linux 5.9.
[[nodiscard]] Fd attach_to(const XdpHook& hook, const Program& program);

// Source: RTM_SETLINK, since Linux 4.8.
void attach_without_link(const XdpHook& hook, const Program& program);
void detach_without_link(const XdpHook& hook, const Program& program);

}  // namespace skep
