// tcx: packets that come in or go out by a device, one program after another.
#pragma once

#include <optional>
#include <string>

#include "src/link/attach/program.h"
#include "src/sys/fd.h"

namespace skep {

// Another program of the same hook.
struct Neighbour {
  Fd fd;
  bool is_link = false;  // else a program
};

struct TcxHook {
  std::string device{};
  bool is_egress = false;
  // At most one of these is set; none: behind all others.
  bool is_first = false;
  std::optional<Neighbour> before{};
  std::optional<Neighbour> after{};
};

[[nodiscard]] std::string title_of(const TcxHook& hook);
// Source: BPF_LINK_CREATE with BPF_TCX_{INGRESS,EGRESS}, since Linux 6.6.
[[nodiscard]] Fd attach_to(const TcxHook& hook, const Program& program);

}  // namespace skep
