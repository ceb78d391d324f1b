#include "src/sys/proc.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>

#include "src/sys/file.h"
#include "src/sys/text.h"

namespace skep {
namespace {

// Return the names in a directory that are numbers, in order.
template <typename T>
std::vector<T> numbers_in(const std::string& path) {
  std::vector<T> numbers;
  for_each_number_in(open_directory(path),
                     [&](std::uint64_t number, const char*) {
                       numbers.push_back(static_cast<T>(number));
                       return true;
                     });
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

}  // namespace

std::optional<std::string> read_link(const std::string& path) {
  std::array<char, PATH_MAX> target{};
  const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
  if (size < 0) return std::nullopt;
  return std::string{target.data(), static_cast<std::size_t>(size)};
}

Fd open_directory(const std::string& path) {
  return Fd{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
}

void for_each_number_in(
    const Fd& directory,
    const std::function<bool(std::uint64_t number, const char* name)>& visit) {
  alignas(dirent64) std::array<char, 8192> entries;
  for (;;) {
    const ssize_t got =
        ::getdents64(directory.get(), entries.data(), entries.size());
    if (got <= 0) return;
    const auto size = static_cast<std::size_t>(got);
    for (std::size_t at = 0; at < size;) {
      const auto* entry = reinterpret_cast<const dirent64*>(&entries[at]);
      const auto number = parse_unsigned(entry->d_name, 10);
      if (number && !visit(*number, entry->d_name)) return;
      at += entry->d_reclen;
    }
  }
}

std::vector<int> descriptors_of(std::string_view target) {
  const std::string path = "/proc/self/fd";
  const Fd directory = open_directory(path);
  std::vector<int> found;
  for_each_number_in(directory, [&](std::uint64_t fd, const char* name) {
    if (read_link(fmt::format("{}/{}", path, name)) == target)
      found.push_back(static_cast<int>(fd));
    return true;
  });
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<pid_t> process_ids() { return numbers_in<pid_t>("/proc"); }

std::vector<int> descriptor_numbers(pid_t pid) {
  return numbers_in<int>(fmt::format("/proc/{}/fd", pid));
}

FdInfo FdInfo::of(const Fd& fd) {
  return FdInfo{read_small_file(fmt::format("/proc/self/fdinfo/{}", fd.get()))
                    .value_or("")};
}

std::optional<std::uint64_t> FdInfo::number(std::string_view name) const {
  for (std::string_view rest = text_; !rest.empty();) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (!line.starts_with(name)) continue;
    line.remove_prefix(name.size());
    if (line.starts_with(":\t")) return parse_unsigned(line.substr(2));
  }
  return std::nullopt;
}

}  // namespace skep
