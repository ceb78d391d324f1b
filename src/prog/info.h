// What the kernel tells about a loaded program.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/sys/fd.h"

namespace skep::prog {

struct Info {
  bpf_prog_info kernel;  // its pointers are null: see the members below
  std::string name;      // whole, from BTF where the kernel's is cut
  std::vector<std::uint32_t> map_ids;
  std::optional<std::uint64_t> memlock_bytes;
  // The device that the program was bound to is gone. The kernel then keeps
  // most of `kernel` for itself.
  bool is_orphaned;
};

// Read all about a program.
// Source: BPF_OBJ_GET_INFO_BY_FD and, for its memory, fdinfo.
[[nodiscard]] Info read(const Fd& prog);

}  // namespace skep::prog
