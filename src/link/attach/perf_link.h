// Perf events, to which kprobes, uprobes and tracepoints come down as well.
#pragma once

#include <linux/perf_event.h>
#include <sys/types.h>

#include <cstdint>

#include "src/link/attach/program.h"
#include "src/sys/fd.h"

namespace skep {

// Open a perf event for a process (-1: all) on a CPU (-1: all). Its size need
// not be set.
// Source: perf_event_open(2), which for all processes wants one CPU.
[[nodiscard]] Fd open_perf_event(perf_event_attr attributes, pid_t pid,
                                 int cpu);

// Run a program on a perf event and switch the event on. The link keeps the
// event open.
// Source: BPF_LINK_CREATE with BPF_PERF_EVENT, since Linux 5.15.
[[nodiscard]] Fd attach_to_perf_event(const Program& program, const Fd& event,
                                      std::uint64_t cookie);

}  // namespace skep
