#include "src/sys/mounts.h"

#include <mntent.h>

#include <cstdio>
#include <memory>

namespace skep {

std::vector<std::string> mount_points(std::string_view type) {
  std::vector<std::string> directories;
  const std::unique_ptr<FILE, int (*)(FILE*)> table{
      ::setmntent("/proc/mounts", "re"), ::endmntent};
  if (!table) return directories;
  while (const mntent* entry = ::getmntent(table.get()))
    if (entry->mnt_type == type) directories.emplace_back(entry->mnt_dir);
  return directories;
}

}  // namespace skep
