// What iterators tell of loaded programs, and the kernel nobody else.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace skep::iter {

struct ProgFacts {
  std::vector<std::string>
      flags;                      // those that are set, as the kernel's members
  std::string attach_type;        // "trace_fentry"
  std::string function;           // to which it attaches; empty: none
  std::uint32_t target_prog = 0;  // whose function that is, until it attaches
  std::uint32_t stack_depth = 0;  // in bytes
};

// Read the facts of all programs, by their ids.
// Errors: Error where an iterator over programs can't be run.
// Source: an iterator of skep's own over bpf_prog, since Linux 5.9.
[[nodiscard]] std::map<std::uint32_t, ProgFacts> read_prog_facts();

}  // namespace skep::iter
