// Fields of kernel objects by dotted paths: real_parent.pid, mm.total_vm,
// se.exec_start, comm, cpus_mask.bits[0].
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "src/btf/btf.h"
#include "src/btf/find_member.h"
#include "src/iter/target.h"
#include "src/sys/error.h"

namespace skep::iter {

// The way from the context of a program to a value.
struct Location {
  // Where pointers lie that have to be followed: the first in the context, the
  // next in what it points to, and so on.
  std::vector<std::uint32_t> hops;
  // The value, in what the last pointer points to; in the context itself if
  // there is none.
  btf::Target value;
  // Is it the path of a file that is open as long as the program runs?
  bool is_file_path = false;
};

// Find what a path leads to. It begins with an argument of the target or with
// a member of its object; a dot goes into a struct or union, or to what a
// pointer points to; [N] is an element of an array, or what lies there behind
// a pointer; @NAME takes what is there, or what a pointer leads to, for a
// struct of this name, of which it is the beginning. Members of unnamed members
// count as those of the whole. Shape:  the Location; or the Error, with close
// names, when there is none.
[[nodiscard]] std::variant<Location, Error> find_field(btf::BtfView kernel,
                                                       const Target& target,
                                                       std::string_view path);

}  // namespace skep::iter
