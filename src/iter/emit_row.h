// Parts of the programs of iterators: reading fields of objects, and testing
// them. Others write what was read for the reader.
#pragma once

#include <linux/bpf.h>

#include <string_view>
#include <vector>

#include "src/bpf_asm/assembler.h"
#include "src/btf/btf.h"
#include "src/iter/emit_read.h"
#include "src/iter/projection.h"
#include "src/sys/fd.h"

namespace skep::iter {

using bpf_asm::Assembler;
using bpf_asm::Reg;

// What the program was called with, and the row that it builds.
inline constexpr Reg context_register = Reg::r6;
inline constexpr Reg row_register = Reg::r9;
// The last bytes of the stack belong to the parts here.
inline constexpr std::int16_t free_stack = scratch.offset;

// Begin a program; it goes to `end` after the last object. `buffer` is the map
// of rows, if there is one: who asks for BPF objects in files has one.
void emit_start(Assembler& out, btf::BtfView kernel,
                const Projection& projection, const Fd& buffer,
                Assembler::Label end);

// Copy a column to the row; the byte at `index` says whether the object has it.
void emit_copy(Assembler& out, const Column& column, std::size_t index);

// The same of all columns of a block.
void emit_copy(Assembler& out, const Block& block);

// Go on if the object fulfils what the projection asks for, else to `failed`.
void emit_tests(Assembler& out, btf::BtfView kernel,
                const Projection& projection, Assembler::Label failed);

// Load something that the kernel tells about the run into r1: "seq", which
// bpf_seq_write() and the like write to, or "seq_num", how many objects came
// before.
void emit_load_meta(Assembler& out, btf::BtfView kernel,
                    std::string_view member);

// End the program; return it.
[[nodiscard]] std::vector<bpf_insn> emit_end(Assembler& out,
                                             Assembler::Label end);

}  // namespace skep::iter
