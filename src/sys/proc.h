// What /proc tells about processes and the descriptors they hold.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/sys/fd.h"
#include "src/sys/kernel_object.h"

namespace skep {

// Return where a symbolic link points; nullopt when it can't be read.
[[nodiscard]] std::optional<std::string> read_link(const std::string& path);

// Return the kind of object behind a link of /proc/PID/fd.
[[nodiscard]] std::optional<ObjectKind> kind_of_link(std::string_view target);

// Return the descriptors of this process that refer to `target`, such as
// "anon_inode:[perf_event]"; in order.
[[nodiscard]] std::vector<int> descriptors_of(std::string_view target);

// Return the ids of all processes, and the descriptors of one, in order; what
// may not be looked at, or ends meanwhile, has none.
[[nodiscard]] std::vector<pid_t> process_ids();
[[nodiscard]] std::vector<int> descriptor_numbers(pid_t pid);

// The "name:<TAB>value" lines of an fdinfo file.
class FdInfo {
 public:
  explicit FdInfo(std::string text) : text_(std::move(text)) {}
  // Read what the kernel says about a descriptor of this process.
  static FdInfo of(const Fd& fd);

  // Return the value of a line as a number; nullopt when there is none.
  [[nodiscard]] std::optional<std::uint64_t> number(
      std::string_view name) const;

 private:
  std::string text_;
};

// A process that holds a descriptor of an object.
struct Owner {
  pid_t pid;
  std::string comm;
};

// The owners of all objects of a kind, by id; in pid order, each process once.
using OwnerTable = std::map<std::uint32_t, std::vector<Owner>>;

// Find who holds the objects of a kind; this process is left out.
// Source: /proc/*/fd and fdinfo, which needs no BPF; processes that may not be
//         looked at, or that end meanwhile, are left out.
[[nodiscard]] OwnerTable find_owners(ObjectKind kind);

}  // namespace skep
