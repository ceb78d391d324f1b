// What the kernel tells of the control flow of a program.
#pragma once

#include "src/disasm/flow.h"
#include "src/prog/call_names.h"
#include "src/prog/code.h"

namespace skep::prog {

// Find where functions start and exceptions go, which calls throw one, and
// what the jump tables hold. All given must outlive the result.
[[nodiscard]] disasm::FlowFacts flow_facts_of(const Code& code,
                                              const CallNames& names);

}  // namespace skep::prog
