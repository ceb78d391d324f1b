// BTF tracepoints: typed arguments; which tracepoint was said at load.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "src/link/attach/program.h"

namespace skep {

struct BtfTracepointHook {
  std::optional<std::uint64_t> cookie;
};

[[nodiscard]] std::string title_of(const BtfTracepointHook& hook);
// Source: BPF_LINK_CREATE with BPF_TRACE_RAW_TP, before Linux 5.18
//         BPF_RAW_TRACEPOINT_OPEN without a name.
[[nodiscard]] Fd attach_to(const BtfTracepointHook& hook,
                           const Program& program);

}  // namespace skep
