// The place of a program among the others of one hook, which run in order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "src/sys/fd.h"

namespace skep {

// Another program of the same hook.
struct Neighbour {
  Fd fd;
  bool is_link = false;  // else a program
};

// At most one of these is set; none: behind all others.
struct Order {
  bool is_first = false;
  std::optional<Neighbour> before{};
  std::optional<Neighbour> after{};

  [[nodiscard]] bool is_set() const { return is_first || before || after; }
  // Return BPF_F_BEFORE, BPF_F_AFTER and BPF_F_LINK as the order needs them.
  [[nodiscard]] std::uint32_t flags() const;
  // Return the neighbour's descriptor; 0: there is none.
  [[nodiscard]] std::uint32_t relative_fd() const;
};

// Return what is known about an errno value for a hook with an order; `since`
// is the first Linux that has the hook.
[[nodiscard]] std::string hint_for_order(int code, const char* since);

}  // namespace skep
