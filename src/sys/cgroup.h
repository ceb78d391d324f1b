// Control groups: directories of a cgroup file system.
#pragma once

#include <string>

#include "src/sys/fd.h"

namespace skep {

// Open a control group by its directory; `any_version`: also one of version 1.
// Errors: Error when `path` is none, with the names that are close, or the
//         place where version 2 is mounted.
[[nodiscard]] Fd open_cgroup(const std::string& path, bool any_version = false);

}  // namespace skep
