#include "src/sys/owners.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "src/sys/file.h"
#include "src/sys/proc.h"

namespace skep {
namespace {

// What it takes to look at a process, at a descriptor, and at an object that
// one refers to.
constexpr std::uint64_t process_cost = 30;
constexpr std::uint64_t descriptor_cost = 2;
constexpr std::uint64_t object_cost = 12;

// Microseconds that may still be spent.
class Budget {
 public:
  explicit Budget(std::uint64_t microseconds) : left_(microseconds) {}

  // False: that is too much.
  bool spend(std::uint64_t cost) {
    is_enough_ = is_enough_ && cost <= left_;
    if (is_enough_) left_ -= cost;
    return is_enough_;
  }
  [[nodiscard]] bool is_enough() const { return is_enough_; }

 private:
  std::uint64_t left_;
  bool is_enough_ = true;
};

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

// Return what a descriptor refers to, by a name in the directory of all.
std::optional<ObjectKind> kind_at(const Fd& directory, const char* name) {
  // Of a path, the start is enough to tell.
  std::array<char, 32> target{};
  const ssize_t size =
      ::readlinkat(directory.get(), name, target.data(), target.size());
  if (size < 0) return std::nullopt;
  return kind_of_link({target.data(), static_cast<std::size_t>(size)});
}

void add_descriptors_of(std::uint64_t pid, ObjectKind kind, Budget& budget,
                        OwnerTable& owners) {
  const std::string id_field = fmt::format("{}_id", kind_name(kind));
  const std::string of_process = fmt::format("/proc/{}/", pid);
  const Fd directory = open_directory(of_process + "fd");
  for_each_number_in(directory, [&](std::uint64_t, const char* name) {
    if (!budget.spend(descriptor_cost)) return false;
    if (kind_at(directory, name) != kind) return true;
    if (!budget.spend(object_cost)) return false;
    const auto text = read_small_file(of_process + "fdinfo/" + name);
    const auto id = FdInfo{text.value_or("")}.number(id_field);
    if (id) add_owner(owners[static_cast<std::uint32_t>(*id)], pid);
    return true;
  });
}

}  // namespace

std::optional<OwnerTable> find_owners_within(std::uint64_t microseconds,
                                             ObjectKind kind) {
  Budget budget{microseconds};
  const Fd proc = open_directory("/proc");
  std::vector<std::uint64_t> pids;
  const auto self = static_cast<std::uint64_t>(::getpid());
  for_each_number_in(proc, [&](std::uint64_t pid, const char*) {
    if (pid == self) return true;
    pids.push_back(pid);
    return budget.spend(process_cost);
  });
  std::sort(pids.begin(), pids.end());
  OwnerTable owners;
  for (const std::uint64_t pid : pids) {
    if (!budget.is_enough()) return std::nullopt;
    add_descriptors_of(pid, kind, budget, owners);
  }
  if (pids.empty() || !budget.is_enough()) return std::nullopt;
  return owners;
}

OwnerTable find_owners(ObjectKind kind) {
  constexpr auto any = std::numeric_limits<std::uint64_t>::max();
  auto owners = find_owners_within(any, kind);
  return owners ? std::move(*owners) : OwnerTable{};
}

}  // namespace skep
