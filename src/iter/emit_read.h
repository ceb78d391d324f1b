// The parts of a program that read the kernel's memory.
#pragma once

#include <cstdint>

#include "src/bpf_asm/assembler.h"

namespace skep::iter {

using bpf_asm::Assembler;
using bpf_asm::Memory;
using bpf_asm::Reg;

// All reads go through bpf_probe_read_kernel, which asks for an address alone:
// what the verifier demands of direct ones (unions, RCU, pointers to user
// space) differs from kernel to kernel. The address is in r3; r0 to r5 are lost
// in each read.

// Where pointers lie while they are followed.
inline constexpr Memory scratch{Reg::frame, -8};

// Return an offset that is known to be small enough for an instruction.
[[nodiscard]] inline std::int16_t narrow(std::size_t offset) {
  return static_cast<std::int16_t>(offset);
}

// Read `size` bytes; r0 is 0 then, or they are zero as they can't be read.
void read(Assembler& out, Memory to, std::uint32_t size);

// Do the same; go to `failed` if they can't be read.
void read(Assembler& out, Memory to, std::uint32_t size,
          Assembler::Label failed);

// Read text, up to its NUL.
void read_text(Assembler& out, Memory to, std::uint32_t size,
               Assembler::Label failed);

// Put the pointer that lies at r3 + offset into r3; go to `failed` if it is
// null.
void follow(Assembler& out, std::uint32_t offset, Assembler::Label failed);

}  // namespace skep::iter
