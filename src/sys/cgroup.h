// Control groups: directories of a cgroup file system.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/sys/fd.h"

namespace skep {

// Open a control group by its directory; `any_version`: also one of version 1.
// Errors: Error when `path` is none, with the names that are close, or the
//         place where version 2 is mounted.
[[nodiscard]] Fd open_cgroup(const std::string& path, bool any_version = false);

struct CgroupDirectory {
  std::uint64_t id = 0;
  std::string path{};
};

// Return all control groups of version 2 below `root`, which comes first;
// without one, below the place where they are mounted. Those that vanish
// meanwhile are left out.
[[nodiscard]] std::vector<CgroupDirectory> list_cgroups(
    const std::string& root = {});

}  // namespace skep
