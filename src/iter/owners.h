// Which processes hold BPF objects: found by an iterator, else in /proc.
#pragma once

#include <cstdint>
#include <map>

#include "src/sys/kernel_object.h"
#include "src/sys/owners.h"

namespace skep::iter {

enum class OwnerSearch {
  off,
  when_cheap,  // milliseconds, whatever runs on the machine
  always,
};

// Who holds the objects of a kind, and what is known of these by the way.
struct Holders {
  OwnerTable owners{};
  // Of links to perf events, by their ids.
  std::map<std::uint32_t, std::uint64_t> cookies{};
};

// Find who holds the objects of a kind; this process is left out.
// Shape:  /proc is looked through where that costs less than an iterator, and
//         where the kernel refuses iterators; `when_cheap` then gives up if
//         there are many processes or descriptors.
// Errors: Error of kind `interrupted` alone.
[[nodiscard]] Holders find_holders(ObjectKind kind, OwnerSearch search);

}  // namespace skep::iter
