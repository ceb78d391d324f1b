// The network device that an offloaded program or map lives on.
#pragma once

#include <cstdint>

#include "src/output/writer.h"

namespace skep {

// A device as the kernel names it: its index, and the network namespace in
// which it has this index.
struct Device {
  std::uint32_t index = 0;  // 0: no device
  std::uint64_t netns_dev = 0;
  std::uint64_t netns_inode = 0;
};

// Print the device, if there is one, as bpftool does: an object "dev"; text
// "  offloaded_to NAME". The name is known in its own namespace alone.
void print_device(Writer& out, const Device& device);

}  // namespace skep
