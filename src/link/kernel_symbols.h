// Names for addresses in the kernel.
#pragma once

#include <string>
#include <vector>

#include "src/link/link_info.h"

namespace skep {

// Find the functions that begin at the addresses of `sites`, which are in
// order. A function whose first instruction is a landing pad for indirect
// branches (endbr64) is probed 4 bytes behind its start; it is found as well.
// Source: /proc/kallsyms, read once as a stream. Where it hides the addresses
//         (kptr_restrict), no names are found.
void name_functions(std::vector<ProbeSite>& sites,
                    const std::string& kallsyms = "/proc/kallsyms");

}  // namespace skep
