// The BPF file system: where objects are pinned, and pinning whole or not.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "src/sys/fd.h"
#include "src/sys/kernel_object.h"

namespace skep {

// Is `path` (which must exist) on a BPF file system?
[[nodiscard]] bool is_on_bpffs(const std::string& path);

// Make sure that an object can be pinned at `path`: its directory is on bpffs,
// its name has no dot, and nothing is there yet.
// Errors: Error that says which of these it is, with what to do. skep never
//         mounts a file system.
void check_pin_path(const std::string& path);

// The paths at which the objects of a kind are pinned, by id; in path order.
using PinTable = std::map<std::uint32_t, std::vector<std::string>>;

// Search every BPF file system of this mount namespace for pinned objects.
[[nodiscard]] PinTable find_pins(ObjectKind kind);

// Change who may read and write a file.
void set_mode(const std::string& path, mode_t mode);

// Pins that belong together: all of them stay, or none. What was pinned is
// unlinked by the destructor, unless keep() was called.
class PinTransaction {
 public:
  PinTransaction() = default;
  PinTransaction(const PinTransaction&) = delete;
  PinTransaction& operator=(const PinTransaction&) = delete;
  ~PinTransaction();

  // Pin the object behind `fd`; `what` names it in errors ("map 'a'").
  void pin(int fd, const std::string& path, const std::string& what);
  // Answer for a pin that somebody else made for us.
  void adopt(std::string path);
  // Make a directory on bpffs, if it is not there yet.
  void make_directory(const std::string& path);
  void keep();

 private:
  std::vector<std::string> files_;
  std::vector<std::string> directories_;
};

}  // namespace skep
