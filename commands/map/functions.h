// The functions of the kernel, for stack traces.
#pragma once

#include "src/sys/kallsyms.h"

namespace skep::commands {

// Read them; warn where the kernel does not tell them.
[[nodiscard]] KernelFunctions load_functions();

}  // namespace skep::commands
