// What a command learns of an object that is loaded.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "src/object/load.h"

namespace skep {

// Return variables of the environment, "NAME=VALUE": SKEP_OBJECT, the path;
// SKEP_PROG_name and SKEP_MAP_name, ids of what is loaded, where a character of
// the name that can't stand there is _; and SKEP_PID, unless `pid` is 0.
[[nodiscard]] std::vector<std::string> environment_of(
    const LoadedObject& object, const std::string& path, pid_t pid);

}  // namespace skep
