// Which maps a program uses.
#pragma once

#include <cstdint>
#include <vector>

namespace skep {

// Read the ids of the maps of an open program, of which it has `count`: more
// that it is bound to meanwhile are left out.
// Source: BPF_OBJ_GET_INFO_BY_FD.
[[nodiscard]] std::vector<std::uint32_t> read_map_ids(int prog,
                                                      std::uint32_t count);

}  // namespace skep
