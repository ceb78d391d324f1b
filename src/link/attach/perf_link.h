// Perf events, to which kprobes, uprobes and tracepoints come down as well.
#pragma once

#include <cstdint>

#include "src/link/attach/program.h"
#include "src/sys/fd.h"
#include "src/sys/perf_event.h"

namespace skep {

// Run a program on a perf event and switch the event on. The link keeps the
// event open.
// Source: BPF_LINK_CREATE with BPF_PERF_EVENT, since Linux 5.15.
[[nodiscard]] Fd attach_to_perf_event(const Program& program, const Fd& event,
                                      std::uint64_t cookie);

}  // namespace skep
