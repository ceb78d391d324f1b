// The parts of an instruction, in the words of the kernel's headers.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <string_view>

namespace skep::disasm {

// What the code of an instruction says. What its class has not is empty, or 0.
struct CodeParts {
  std::string_view group;   // "alu64", for BPF_ALU64
  std::string_view op;      // "add", "jeq", "call"; of atomic stores "xchg"
  std::string_view source;  // "imm" or "reg": the second operand
  std::string_view mode;    // "mem", "imm", "atomic"
  unsigned size = 0;        // of what is loaded or stored, in bytes
};

// Return the name of an atomic operation, by the number in an instruction:
// "xchg", "fetch_add"; "?" for one that is not known.
[[nodiscard]] std::string_view atomic_op(std::int32_t number);

// Return the parts of the code of an instruction.
// Shape:  what newer kernels have is "?".
[[nodiscard]] CodeParts parts_of(const bpf_insn& insn);

}  // namespace skep::disasm
