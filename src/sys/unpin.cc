#include "src/sys/unpin.h"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "src/sys/bpffs.h"
#include "src/sys/error.h"

namespace skep {
namespace {

namespace fs = std::filesystem;

// A directory on a BPF file system that is held open, so that what is removed
// is removed there, whatever becomes of its path.
class PinDirectory {
 public:
  explicit PinDirectory(const fs::path& path)
      : path_(path),
        fd_(check(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC),
                  "can't open {}", path.string())) {
    struct statfs status{};
    check(::fstatfs(fd_.get(), &status), "can't look at {}", path.string());
    if (static_cast<std::uint64_t>(status.f_type) != BPF_FS_MAGIC)
      throw failure("{} is not on a BPF file system", path.string());
  }

  [[nodiscard]] std::string path_of(const std::string& name) const {
    return (path_ / name).string();
  }

  // Look at an entry itself, not at what it leads to; nullopt: it is gone.
  [[nodiscard]] std::optional<struct stat> look_at(
      const std::string& name) const {
    struct stat status{};
    const int result =
        ::fstatat(fd_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW);
    if (result < 0 && errno == ENOENT) return std::nullopt;
    check(result, "can't look at {}", path_of(name));
    return status;
  }

  // Remove an entry, if it is still there.
  void remove(const std::string& name, int flags = 0) const {
    const int result = ::unlinkat(fd_.get(), name.c_str(), flags);
    if (result < 0 && errno == ENOENT) return;
    check(result, "can't remove {}", path_of(name));
  }

  // Is another file system mounted over a directory in it?
  [[nodiscard]] bool is_on_same(const struct stat& status) const {
    struct stat own{};
    check(::fstat(fd_.get(), &own), "can't look at {}", path_.string());
    return own.st_dev == status.st_dev;
  }

 private:
  fs::path path_;
  Fd fd_;
};

Unpinned describe(const std::string& path) {
  Unpinned pin{.path = path};
  const Fd object{bpf_obj_get(path.c_str())};
  pin.kind = object.is_open() ? kind_of(object) : std::nullopt;
  if (pin.kind) pin.id = id_of_object(*pin.kind, object);
  return pin;
}

// Remove a pin, or a symbolic link itself.
Unpinned remove_entry(const PinDirectory& directory, const std::string& name,
                      const struct stat& status) {
  const std::string path = directory.path_of(name);
  Unpinned pin = S_ISREG(status.st_mode) ? describe(path) : Unpinned{path};
  directory.remove(name);
  return pin;
}

std::vector<std::string> names_in(const std::string& path) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry{path, error}, end; !error && entry != end;
       entry.increment(error))
    names.push_back(entry->path().filename().string());
  if (error)
    throw system_error(error.value(), "can't read the directory {}", path);
  std::sort(names.begin(), names.end());
  return names;
}

using Teller = std::function<void(const Unpinned& gone)>;

void empty_directory(const fs::path& path, const Teller& tell);

void check_not_mounted(const PinDirectory& parent, const std::string& name,
                       const struct stat& status) {
  if (!parent.is_on_same(status))
    throw failure("another file system is mounted at {}", parent.path_of(name));
}

void remove_directory(const PinDirectory& parent, const std::string& name,
                      const struct stat& status, const Teller& tell) {
  check_not_mounted(parent, name, status);
  empty_directory(parent.path_of(name), tell);
  parent.remove(name, AT_REMOVEDIR);
}

void empty_directory(const fs::path& path, const Teller& tell) {
  const PinDirectory directory{path};
  for (const std::string& name : names_in(path.string())) {
    // The kernel's own files alone have a dot: they can't be removed.
    if (name.find('.') != std::string::npos) continue;
    const auto status = directory.look_at(name);
    if (!status) continue;
    if (S_ISDIR(status->st_mode))
      remove_directory(directory, name, *status, tell);
    else
      tell(remove_entry(directory, name, *status));
  }
}

// Make sure that all of a tree is on one file system.
void check_tree(const fs::path& path) {
  const PinDirectory directory{path};
  for (const std::string& name : names_in(path.string())) {
    const auto status = directory.look_at(name);
    if (!status || !S_ISDIR(status->st_mode)) continue;
    check_not_mounted(directory, name, *status);
    check_tree(path / name);
  }
}

// Split a path into its directory and its name.
std::pair<fs::path, std::string> split_path(const std::string& path) {
  fs::path whole{path};
  if (!whole.has_filename()) whole = whole.parent_path();
  const fs::path directory = whole.parent_path();
  const std::string name = whole.filename().string();
  if (name.empty() || name == "." || name == "..")
    throw failure("can't unpin {}: it names no file", path);
  return {directory.empty() ? fs::path{"."} : directory, name};
}

bool is_directory(const std::string& path) {
  struct stat status{};
  check(::lstat(path.c_str(), &status), "can't unpin {}", path);
  return S_ISDIR(status.st_mode);
}

struct Pin {
  PinDirectory directory;
  std::string name;
  struct stat status;
};

Pin find_pin(const std::string& path) {
  if (is_directory(path))
    throw failure("{} is a directory, no pin", path)
        .with_hint("`-r` removes all the pins in it");
  const auto [parent, name] = split_path(path);
  PinDirectory directory{parent};
  const auto status = directory.look_at(name);
  if (!status) throw system_error(ENOENT, "can't unpin {}", path);
  if (!S_ISREG(status->st_mode)) throw failure("{} is no pin", path);
  return {std::move(directory), name, *status};
}

}  // namespace

void check_unpin(const std::string& path, bool is_tree) {
  if (is_tree && is_directory(path)) return check_tree(path);
  (void)find_pin(path);
}

Unpinned unpin(const std::string& path) {
  const Pin pin = find_pin(path);
  return remove_entry(pin.directory, pin.name, pin.status);
}

void unpin_tree(const std::string& path,
                const std::function<void(const Unpinned& gone)>& tell) {
  if (!is_directory(path)) return tell(unpin(path));
  empty_directory(path, tell);
  const auto [parent, name] = split_path(path);
  // Where it is mounted, the directory belongs to another file system.
  if (!is_on_bpffs(parent.string())) return;
  const PinDirectory directory{parent};
  const auto status = directory.look_at(name);
  if (status && directory.is_on_same(*status))
    directory.remove(name, AT_REMOVEDIR);
}

}  // namespace skep
