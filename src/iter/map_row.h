// What an iterator of skep's own tells of each map: whether it has metadata of
// programs.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <vector>

#include "src/btf/btf.h"
#include "src/iter/target.h"
#include "src/prog/metadata.h"
#include "src/sys/fd.h"

namespace skep::iter {

struct MapRow {
  std::uint32_t id;
  prog::DataKind kind;          // as far as it does not depend on the name
  char name[BPF_OBJ_NAME_LEN];  // see name_in()
};

// Write the program for a target "bpf_map"; it uses the map `buffer`.
// Errors: Error for a kernel that keeps this otherwise.
[[nodiscard]] std::vector<bpf_insn> assemble_map_row(btf::BtfView kernel,
                                                     const Target& target,
                                                     const Fd& buffer);

}  // namespace skep::iter
