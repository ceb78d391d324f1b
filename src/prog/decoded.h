// Instructions by their parts, for programs that read them.
#pragma once

#include <cstddef>
#include <span>

#include "src/output/writer.h"
#include "src/prog/call_names.h"
#include "src/prog/code.h"

namespace skep::prog {

// Print the parts of an instruction as the object "decoded", and where it leads
// to; text is a line.
void print_decoded(Writer& out, const Code& code, const CallNames& names,
                   std::size_t at);

}  // namespace skep::prog
