#include "src/sys/bpffs.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "src/sys/error.h"
#include "src/sys/mounts.h"

namespace skep {
namespace {

namespace fs = std::filesystem;

std::string directory_of(const std::string& path) {
  const std::string directory = fs::path{path}.parent_path().string();
  return directory.empty() ? "." : directory;
}

std::string mount_hint(const std::string& directory) {
  return fmt::format(
      "skep mounts nothing by itself: pin below /sys/fs/bpf, or run `mount -t "
      "bpf bpf {}`, which hides what is in that directory",
      directory);
}

void check_is_on_bpffs(const std::string& directory, const std::string& path) {
  if (!is_on_bpffs(directory))
    throw failure("can't pin at {}: {} is not on a BPF file system", path,
                  directory)
        .with_hint(mount_hint(directory));
}

// Check the place of a new file or directory.
void check_new_name(const std::string& path) {
  const std::string directory = directory_of(path);
  const std::string name = fs::path{path}.filename().string();
  struct stat status{};
  if (name.empty()) throw failure("can't pin at {}: it names no file", path);
  check(::stat(directory.c_str(), &status), "can't pin at {}", path);
  if (!S_ISDIR(status.st_mode))
    throw system_error(ENOTDIR, "can't pin at {}", path);
  check_is_on_bpffs(directory, path);
  // The kernel refuses such names with a bare EPERM.
  if (name.find('.') != std::string::npos)
    throw failure("can't pin at {}: a name on a BPF file system has no dot",
                  path);
}

void add_pin(PinTable& pins, ObjectKind kind, const std::string& path) {
  const Fd fd{bpf_obj_get(path.c_str())};
  // Not ours to read, or unlinked meanwhile: no pin that can be shown.
  if (!fd.is_open() || kind_of(fd) != kind) return;
  pins[id_of_object(kind, fd)].push_back(path);
}

// Not by recursive_directory_iterator: it ends at a directory that vanishes,
// and leaves out all that would have come after it.
void add_pins_below(PinTable& pins, ObjectKind kind,
                    const std::string& directory) {
  std::error_code error;
  for (fs::directory_iterator entry{directory, error}, end;
       !error && entry != end; entry.increment(error)) {
    std::error_code vanished;
    const std::string path = entry->path().string();
    if (fs::is_directory(entry->symlink_status(vanished)))
      add_pins_below(pins, kind, path);
    else if (entry->is_regular_file(vanished))
      add_pin(pins, kind, path);
  }
}

}  // namespace

bool is_on_bpffs(const std::string& path) {
  struct statfs status{};
  return ::statfs(path.c_str(), &status) == 0 &&
         static_cast<std::uint64_t>(status.f_type) == BPF_FS_MAGIC;
}

void check_pin_path(const std::string& path) {
  check_new_name(path);
  struct stat status{};
  if (::lstat(path.c_str(), &status) == 0)
    throw system_error(EEXIST, "can't pin at {}", path)
        .with_hint("choose another name, or unlink the old pin");
}

PinTable find_pins(ObjectKind kind) {
  PinTable pins;
  std::vector<std::string> mounts = mount_points("bpf");
  std::sort(mounts.begin(), mounts.end());
  mounts.erase(std::unique(mounts.begin(), mounts.end()), mounts.end());
  for (const std::string& mount : mounts) add_pins_below(pins, kind, mount);
  for (auto& [id, paths] : pins) {
    std::sort(paths.begin(), paths.end());
    paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  }
  return pins;
}

void set_mode(const std::string& path, mode_t mode) {
  check(::chmod(path.c_str(), mode), "can't change the permissions of {}",
        path);
}

PinTransaction::~PinTransaction() {
  for (const std::string& file : files_) ::unlink(file.c_str());
  for (auto it = directories_.rbegin(); it != directories_.rend(); ++it)
    ::rmdir(it->c_str());
}

void PinTransaction::pin(int fd, const std::string& path,
                         const std::string& what) {
  check_pin_path(path);
  // Room first: once pinned, the path must be remembered.
  files_.reserve(files_.size() + 1);
  std::string remembered = path;
  check(bpf_obj_pin(fd, path.c_str()), "can't pin {} at {}", what, path);
  files_.push_back(std::move(remembered));
}

void PinTransaction::adopt(std::string path) {
  files_.push_back(std::move(path));
}

void PinTransaction::make_directory(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode))
    return check_is_on_bpffs(path, path);
  std::string remembered = path;
  while (remembered.ends_with('/')) remembered.pop_back();
  check_new_name(remembered);
  directories_.reserve(directories_.size() + 1);
  check(::mkdir(path.c_str(), 0700), "can't make the directory {}", path);
  directories_.push_back(std::move(remembered));
}

void PinTransaction::keep() {
  files_.clear();
  directories_.clear();
}

}  // namespace skep
