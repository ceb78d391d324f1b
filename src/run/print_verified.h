// Verified programs, as a dry run shows them.
#pragma once

#include <vector>

#include "src/output/writer.h"
#include "src/run/dry_run.h"

namespace skep {

// Print a list of programs.
// Shape:  [{"name", "type", "section", "insns_processed"?, "total_states"?,
//          "peak_states"?, "max_states_per_insn"?, "verification_usec"?,
//          "stack_depths"?, "bytes_xlated", "jited", "bytes_jited"?}]
void print(Writer& out, const std::vector<VerifiedProgram>& programs);

}  // namespace skep
