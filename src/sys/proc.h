// What /proc tells about processes and the descriptors they hold.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/sys/fd.h"
#include "src/sys/kernel_object.h"

namespace skep {

// Return where a symbolic link points; nullopt when it can't be read.
[[nodiscard]] std::optional<std::string> read_link(const std::string& path);

// Open a directory; a closed descriptor when it can't be opened.
[[nodiscard]] Fd open_directory(const std::string& path);

// Call `visit` for each entry of an open directory whose name is a number,
// until it returns false.
void for_each_number_in(
    const Fd& directory,
    const std::function<bool(std::uint64_t number, const char* name)>& visit);

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

}  // namespace skep
