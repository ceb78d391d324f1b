// What is mounted where.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skep {

// Return the directories of this mount namespace at which a file system of
// this type ("bpf", "cgroup2", "tracefs") is mounted, in order of mounting.
// Source: the file `table`.
[[nodiscard]] std::vector<std::string> mount_points(
    std::string_view type, const std::string& table = "/proc/mounts");

}  // namespace skep
