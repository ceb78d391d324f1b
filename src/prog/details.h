// What bpftool does not tell of a program.
#pragma once

#include "src/output/writer.h"
#include "src/prog/info.h"
#include "src/sys/fd.h"

namespace skep::prog {

// Does the kernel count the runs of programs all the time? A process can let it
// do so for a while.
// Source: the sysctl kernel.bpf_stats_enabled.
[[nodiscard]] bool are_runs_counted();

// Print who has loaded a program, its runs, its functions and its maps into the
// open object; text is a line for each, which begins with a tab and ends the
// one before.
void print_details(Writer& out, const Fd& fd, const Info& prog,
                   bool runs_are_counted);

}  // namespace skep::prog
