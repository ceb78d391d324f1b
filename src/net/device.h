// Network devices and the XDP programs on them, as rtnetlink tells.
#pragma once

#include <linux/if_link.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/sys/netlink.h"

namespace skep::net {

struct XdpProgram {
  std::uint8_t mode = XDP_ATTACHED_NONE;  // XDP_ATTACHED_{DRV,SKB,HW}
  std::uint32_t id = 0;
};

struct Device {
  std::uint32_t index = 0;
  std::string name{};
  std::vector<XdpProgram> xdp{};  // in the order generic, driver, offload
  bool has_xdp_modes = false;     // several of them at once
};

// Return all network devices, or the one with this index.
// Errors: Error with the kernel's reason; a device that is gone is left out.
// Source: RTM_GETLINK.
[[nodiscard]] std::vector<Device> list_devices(
    Netlink& netlink, std::optional<std::uint32_t> only = std::nullopt);

// Put a program on a device, or take off what is there (-1).
struct XdpChange {
  std::uint32_t index = 0;
  int program = -1;
  std::uint32_t flags = 0;  // XDP_FLAGS_*
  // The program that must be there, with XDP_FLAGS_REPLACE.
  std::optional<int> expected{};
};
// Errors: Error with the kernel's reason.
// Source: RTM_SETLINK with IFLA_XDP, since Linux 4.8; what must be there since
//         5.7.
void change_xdp(Netlink& netlink, const XdpChange& change);

}  // namespace skep::net
