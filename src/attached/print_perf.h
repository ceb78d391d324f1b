// Programs on perf events, as bpftool's `perf show` prints them.
#pragma once

#include "src/attached/perf.h"
#include "src/output/writer.h"

namespace skep::attached {

void print_perf(Writer& out, const PerfProgram& program);

}  // namespace skep::attached
