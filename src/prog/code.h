// The instructions of a loaded program, and what the kernel knows of them.
#pragma once

#include <linux/bpf.h>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "src/btf/btf.h"
#include "src/sys/bytes.h"
#include "src/sys/fd.h"

namespace skep::prog {

struct Code {
  std::vector<bpf_insn> insns;              // as the verifier left them
  std::vector<bpf_func_info> functions;     // by their first instructions
  std::vector<bpf_line_info> lines;         // by the instructions they begin at
  std::vector<std::uint64_t> jited_starts;  // the address of each function
  std::vector<std::array<Byte, BPF_TAG_SIZE>> tags;  // of each function
  std::vector<std::uint32_t> map_ids;                // of the maps that it uses
  std::optional<btf::Btf> types;                     // of functions and lines
};

// Read the code of a program.
// Errors: Error when the kernel keeps it for itself.
// Source: BPF_OBJ_GET_INFO_BY_FD.
[[nodiscard]] Code read_code(const Fd& prog);

// Load the types that functions and lines of code have; code is worth showing
// without.
// Errors: nullopt without types, or with a warning when they can't be read.
[[nodiscard]] std::optional<btf::Btf> load_types(std::uint32_t btf_id);

}  // namespace skep::prog
