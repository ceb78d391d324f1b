// Tracepoints, as perf events.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "src/link/attach/program.h"

namespace skep {

struct TracepointHook {
  std::string category;
  std::string name;
  std::optional<std::uint64_t> cookie;
};

[[nodiscard]] std::string title_of(const TracepointHook& hook);
[[nodiscard]] Fd attach_to(const TracepointHook& hook, const Program& program);

}  // namespace skep
