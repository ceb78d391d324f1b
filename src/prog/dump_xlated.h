// The instructions of programs as `prog dump xlated` prints them: bpftool's
// text and JSON.
#pragma once

#include "src/output/writer.h"
#include "src/prog/call_names.h"
#include "src/prog/code.h"

namespace skep::prog {

struct DumpOptions {
  bool shows_opcodes = false;  // the bytes of each instruction
  bool shows_lines = false;    // the file, line and column of source lines
  bool is_decoded = false;     // the parts of each instruction
};

// Print the instructions of one program: a list. `names` are those of `code`;
// without, they are looked for.
void dump_xlated(Writer& out, const Code& code, const CallNames& names,
                 const DumpOptions& options);
void dump_xlated(Writer& out, const Code& code, const DumpOptions& options);

}  // namespace skep::prog
