// Asking the kernel what is attached to a control group, a device, a network
// namespace, a socket map or an infrared receiver.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace skep::attached {

struct QueriedProgram {
  std::uint32_t id = 0;
  std::uint32_t flags = 0;       // BPF_F_ALLOW_*, of control groups
  std::uint32_t prog_flags = 0;  // of chains of programs, like tcx
  std::uint32_t link_id = 0;     // of those; 0: there is no link
  std::uint32_t link_flags = 0;
};

// Return the programs at a place, in the order in which they run. `target` is
// a descriptor or the index of a device.
// Errors: nullopt when the kernel knows no such place: an attach type that it
//         has not, a device that is gone.
// Source: BPF_PROG_QUERY, since Linux 4.15.
[[nodiscard]] std::optional<std::vector<QueriedProgram>> query_programs(
    int target, bpf_attach_type type, std::uint32_t query_flags = 0);

}  // namespace skep::attached
