#include "src/sys/cgroup.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include "src/sys/error.h"
#include "src/sys/mounts.h"
#include "src/sys/text.h"

namespace skep {
namespace {

namespace fs = std::filesystem;

std::string mount_hint() {
  const std::vector<std::string> mounts = mount_points("cgroup2");
  if (mounts.empty()) return "no cgroup file system of version 2 is mounted";
  return fmt::format("the control groups of version 2 are below {}",
                     mounts.front());
}

// Return the directories beside `path`.
std::vector<std::string> siblings_of(const fs::path& path) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry{path.parent_path(), error}, end;
       !error && entry != end; entry.increment(error))
    if (entry->is_directory(error)) names.push_back(entry->path().filename());
  return names;
}

// Add a control group and those in it. The id of one is the number of its
// directory.
void add_cgroups(const std::string& path, std::vector<CgroupDirectory>& list) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return;
  list.push_back({status.st_ino, path});
  std::error_code error;
  for (fs::directory_iterator entry{path, error}, end; !error && entry != end;
       entry.increment(error)) {
    std::error_code vanished;
    if (fs::is_directory(entry->symlink_status(vanished)))
      add_cgroups(entry->path().string(), list);
  }
}

Error missing_error(const std::string& path) {
  fs::path wanted{path};
  if (!wanted.has_filename()) wanted = wanted.parent_path();
  const std::string hint =
      did_you_mean(wanted.filename().string(), siblings_of(wanted));
  return system_error(ENOENT, "can't open the cgroup {}", path)
      .with_hint(hint.empty() ? mount_hint() : hint);
}

}  // namespace

Fd open_cgroup(const std::string& path, bool any_version) {
  Fd cgroup{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!cgroup.is_open() && errno == ENOENT) throw missing_error(path);
  check(cgroup.get(), "can't open the cgroup {}", path);
  struct statfs status{};
  check(::fstatfs(cgroup.get(), &status), "can't look at the cgroup {}", path);
  if (status.f_type == CGROUP2_SUPER_MAGIC) return cgroup;
  if (status.f_type != CGROUP_SUPER_MAGIC)
    throw failure("{} is no control group", path).with_hint(mount_hint());
  if (!any_version)
    throw failure("{} is a control group of version 1, which takes no programs",
                  path)
        .with_hint(mount_hint());
  return cgroup;
}

std::vector<CgroupDirectory> list_cgroups(const std::string& root) {
  std::vector<CgroupDirectory> list;
  const std::vector<std::string> mounts = mount_points("cgroup2");
  add_cgroups(root.empty() && !mounts.empty() ? mounts[0] : root, list);
  return list;
}

}  // namespace skep
