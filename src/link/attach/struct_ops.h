// struct_ops: what a map defines, such as a congestion control algorithm.
#pragma once

#include <vector>

#include "src/sys/fd.h"

namespace skep {

// Register what a map defines, by a link.
// Errors: Error that names the map and the reason.
// Source: BPF_LINK_CREATE with BPF_STRUCT_OPS, since Linux 6.4.
[[nodiscard]] std::vector<Fd> attach_struct_ops(const Fd& map);

}  // namespace skep
