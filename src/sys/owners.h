// Which processes hold programs, maps, links and BTF: what /proc tells.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "src/sys/kernel_object.h"

namespace skep {

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

// Do the same if /proc has other processes, and looking into them costs no more
// than about so many microseconds; else nullopt. That is told by what there is
// to read, not by a clock.
[[nodiscard]] std::optional<OwnerTable> find_owners_within(
    std::uint64_t microseconds, ObjectKind kind);

}  // namespace skep
