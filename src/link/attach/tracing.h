// Functions of the kernel by trampolines, and the hooks of its security
// modules; which function or hook was said at load.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "src/link/attach/program.h"

namespace skep {

struct TracingHook {
  // BPF_TRACE_FENTRY, _FEXIT, _FSESSION, BPF_MODIFY_RETURN or BPF_LSM_MAC: the
  // one for which the program was loaded.
  bpf_attach_type type = BPF_TRACE_FENTRY;
  std::optional<std::uint64_t> cookie{};
};

[[nodiscard]] std::string title_of(const TracingHook& hook);
// Source: BPF_LINK_CREATE, before Linux 5.18 BPF_RAW_TRACEPOINT_OPEN without a
//         name; cookies since Linux 6.0.
[[nodiscard]] Fd attach_to(const TracingHook& hook, const Program& program);

}  // namespace skep
