#include "commands/map/functions.h"

#include "src/sys/log.h"

namespace skep::commands {

KernelFunctions load_functions() {
  KernelFunctions functions;
  if (functions.is_empty())
    log::warn("the kernel does not tell the addresses of its functions");
  return functions;
}

}  // namespace skep::commands
