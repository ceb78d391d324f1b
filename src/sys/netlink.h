// rtnetlink: how the kernel tells network devices, and what hangs on them.
#pragma once

#include <cstdint>
#include <vector>

#include "src/sys/fd.h"
#include "src/sys/netlink_message.h"

namespace skep {

class Netlink {
 public:
  // Open a socket to the kernel, in the network namespace of this process.
  Netlink();

  // Ask for a list, and read it to its end; if it changes meanwhile, again.
  // Errors: Error with the kernel's reason.
  [[nodiscard]] std::vector<NetlinkMessage> list(const NetlinkRequest& request);

  // Ask for a change, or for one thing.
  // Errors: Error with the kernel's reason, and the errno value behind it.
  std::vector<NetlinkMessage> ask(const NetlinkRequest& request);

 private:
  [[nodiscard]] NetlinkAnswer exchange(const NetlinkRequest& request);
  void receive(NetlinkAnswer& answer);

  Fd socket_;
  std::uint32_t port_ = 0;
  std::uint32_t sequence_ = 0;
  Bytes buffer_;
};

}  // namespace skep
