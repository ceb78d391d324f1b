// The part of a program that looks into files.
#pragma once

#include "src/bpf_asm/assembler.h"
#include "src/btf/btf.h"
#include "src/iter/projection.h"
#include "src/sys/fd.h"

namespace skep::iter {

using bpf_asm::Assembler;
using bpf_asm::Reg;

struct FilePlace {
  Reg context;           // is to point to the FileContext
  Assembler::Label end;  // where to go on if there is no file
};

// Write the instructions that make a FileContext of the kernel's context, which
// is in r1, and tell there of the object in the file. `buffer` is the map of
// rows.
void emit_file_context(Assembler& out, btf::BtfView kernel,
                       const Projection& projection, const Fd& buffer,
                       const FilePlace& place);

}  // namespace skep::iter
