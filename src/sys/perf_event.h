// Perf events: what the CPU or the kernel counts.
#pragma once

#include <linux/perf_event.h>
#include <sys/types.h>

#include "src/sys/fd.h"

namespace skep {

// Open a perf event for a process (-1: all) on a CPU (-1: all). Its size need
// not be set.
// Source: perf_event_open(2), which for all processes wants one CPU.
[[nodiscard]] Fd open_perf_event(perf_event_attr attributes, pid_t pid,
                                 int cpu);

}  // namespace skep
