// Functions of other programs, in whose place a program comes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "src/link/attach/program.h"
#include "src/sys/fd.h"

namespace skep {

struct FreplaceHook {
  // Another program than that of the load; nullopt: that of the load.
  std::optional<Fd> target{};
  std::string function{};  // of `target`; empty without one
};

[[nodiscard]] std::string title_of(const FreplaceHook& hook);
// Source: BPF_LINK_CREATE with the BTF id of a function, since Linux 5.10;
//         without a target BPF_RAW_TRACEPOINT_OPEN without a name.
[[nodiscard]] Fd attach_to(const FreplaceHook& hook, const Program& program);

}  // namespace skep
