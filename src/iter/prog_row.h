// What an iterator of skep's own tells of each program: as much as
// BPF_OBJ_GET_INFO_BY_FD tells `prog show` of one at a time.
#pragma once

#include <linux/bpf.h>

#include <array>
#include <cstdint>
#include <vector>

#include "src/btf/btf.h"
#include "src/iter/target.h"
#include "src/sys/fd.h"

namespace skep::iter {

struct ProgRow {
  bpf_prog_info info;      // its pointers are null
  std::uint64_t pages;     // of memory
  std::uint32_t is_whole;  // 0: all but the id is to be asked for otherwise
  std::uint32_t gpl;       // 0: its licence is not compatible
  std::array<std::uint32_t, 32> map_ids;
  // The whole name of its function, if the kernel's may be cut.
  std::array<char, 256> name;
};

// What the program uses. It must stay open until the program is loaded.
struct ProgRowMaps {
  Fd row;      // see make_row_buffer()
  Fd per_cpu;  // an array that has a value for each CPU
};

// Write the program for a target "bpf_prog".
// Errors: Error for a kernel that keeps this otherwise, and for a machine whose
//         CPUs are very many, or numbered with gaps.
[[nodiscard]] std::vector<bpf_insn> assemble_prog_row(btf::BtfView kernel,
                                                      const Target& target,
                                                      const ProgRowMaps& maps);

}  // namespace skep::iter
