#include "src/sys/proc.h"

#include <dirent.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <memory>

#include "src/sys/file.h"
#include "src/sys/text.h"

namespace skep {
namespace {

// Return the numbers that name entries of a directory, in order.
std::vector<std::uint64_t> numbered_entries(const std::string& path) {
  std::vector<std::uint64_t> numbers;
  const std::unique_ptr<DIR, int (*)(DIR*)> dir{::opendir(path.c_str()),
                                                ::closedir};
  if (!dir) return numbers;
  while (const dirent* entry = ::readdir(dir.get()))
    if (const auto number = parse_unsigned(entry->d_name, 10))
      numbers.push_back(*number);
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

std::string comm_of(std::uint64_t pid) {
  std::string comm =
      read_small_file(fmt::format("/proc/{}/comm", pid)).value_or("");
  if (comm.ends_with('\n')) comm.pop_back();
  return comm;
}

void add_owner(std::vector<Owner>& owners, std::uint64_t pid) {
  const auto number = static_cast<pid_t>(pid);
  if (!owners.empty() && owners.back().pid == number) return;
  owners.push_back({number, comm_of(pid)});
}

void add_descriptors_of(std::uint64_t pid, ObjectKind kind,
                        OwnerTable& owners) {
  const std::string id_field = fmt::format("{}_id", kind_name(kind));
  const std::string directory = fmt::format("/proc/{}/fd", pid);
  for (const std::uint64_t fd : numbered_entries(directory)) {
    const auto target = read_link(fmt::format("{}/{}", directory, fd));
    if (!target || kind_of_link(*target) != kind) continue;
    const auto text =
        read_small_file(fmt::format("/proc/{}/fdinfo/{}", pid, fd));
    if (!text) continue;
    if (const auto id = FdInfo{*text}.number(id_field))
      add_owner(owners[static_cast<std::uint32_t>(*id)], pid);
  }
}

}  // namespace

std::optional<std::string> read_link(const std::string& path) {
  std::array<char, PATH_MAX> target{};
  const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
  if (size < 0) return std::nullopt;
  return std::string{target.data(), static_cast<std::size_t>(size)};
}

std::vector<int> descriptors_of(std::string_view target) {
  const std::string directory = "/proc/self/fd";
  std::vector<int> found;
  for (const std::uint64_t fd : numbered_entries(directory))
    if (read_link(fmt::format("{}/{}", directory, fd)) == target)
      found.push_back(static_cast<int>(fd));
  return found;
}

std::vector<pid_t> process_ids() {
  std::vector<pid_t> ids;
  for (const std::uint64_t pid : numbered_entries("/proc"))
    ids.push_back(static_cast<pid_t>(pid));
  return ids;
}

std::vector<int> descriptor_numbers(pid_t pid) {
  std::vector<int> numbers;
  for (const std::uint64_t fd :
       numbered_entries(fmt::format("/proc/{}/fd", pid)))
    numbers.push_back(static_cast<int>(fd));
  return numbers;
}

FdInfo FdInfo::of(const Fd& fd) {
  return FdInfo{read_small_file(fmt::format("/proc/self/fdinfo/{}", fd.get()))
                    .value_or("")};
}

std::optional<std::uint64_t> FdInfo::number(std::string_view name) const {
  for (const std::string& line : split(text_, '\n')) {
    std::string_view rest = line;
    if (!rest.starts_with(name)) continue;
    rest.remove_prefix(name.size());
    if (!rest.starts_with(":\t")) continue;
    return parse_unsigned(rest.substr(2));
  }
  return std::nullopt;
}

OwnerTable find_owners(ObjectKind kind) {
  OwnerTable owners;
  const auto self = static_cast<std::uint64_t>(::getpid());
  for (const std::uint64_t pid : numbered_entries("/proc"))
    if (pid != self) add_descriptors_of(pid, kind, owners);
  return owners;
}

}  // namespace skep
