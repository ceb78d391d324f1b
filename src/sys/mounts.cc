#include "src/sys/mounts.h"

#include <mntent.h>

#include <cstdio>
#include <memory>

namespace skep {

std::vector<std::string> mount_points(std::string_view type,
                                      const std::string& table) {
  std::vector<std::string> directories;
  const std::unique_ptr<FILE, int (*)(FILE*)> file{
      ::setmntent(table.c_str(), "re"), ::endmntent};
  if (!file) return directories;
  while (const mntent* entry = ::getmntent(file.get()))
    if (entry->mnt_type == type) directories.emplace_back(entry->mnt_dir);
  return directories;
}

}  // namespace skep
