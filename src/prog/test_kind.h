// How programs of each type can be run by BPF_PROG_TEST_RUN.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace skep::prog {

// What a run is given and gives back. More than that the kernel refuses.
struct TestKind {
  std::uint32_t type;  // BPF_PROG_TYPE_*
  bool takes_data;     // a packet
  bool takes_repeat;
  // The type of the context in the kernel's BTF; empty: there is none, or the
  // program has one of its own.
  std::string_view context;
  bool returns_context;  // in a buffer of its own
  // What else is to be said of its context; empty: nothing.
  std::string_view context_hint;
};

// Return how programs of a type are run; null: not at all, or this is not
// known.
[[nodiscard]] const TestKind* find_test_kind(std::uint32_t type);

// Return the names of the types of programs that can be run, "xdp, sched_cls".
[[nodiscard]] std::string testable_types();

}  // namespace skep::prog
