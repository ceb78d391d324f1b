// Taking off what is attached to a network device without a link, whichever
// program it is: as bpftool does it.
#pragma once

#include <cstdint>
#include <string>

namespace skep {

// `mode` is XDP_FLAGS_{SKB,DRV,HW}_MODE, or 0: the kernel chooses. Where
// nothing is attached, nothing happens.
// Errors: Error that names the device; also when a link is attached there.
void detach_xdp(const std::string& device, std::uint32_t mode);

// Errors: Error that names the device; also when nothing is attached there, or
//         the last one is a link.
// Source: BPF_PROG_DETACH without a program, since Linux 6.6.
void detach_last_of_tcx(const std::string& device, bool is_egress);

}  // namespace skep
