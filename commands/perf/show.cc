// perf show: show the programs on perf events and raw tracepoints that
// processes hold.
#include "src/attached/print_perf.h"
#include "src/cli/command.h"

namespace skep::commands {
namespace {

struct Options {};

void run(const Options&, cli::Context& context) {
  Writer& out = context.out;
  const auto list = out.list();
  attached::for_each_perf_program([&](const attached::PerfProgram& program) {
    attached::print_perf(out, program);
  });
}

}  // namespace

cli::Command perf_show() {
  return cli::command<Options>(
      "perf show", "Show the programs on perf events that processes hold", {},
      run,
      {.details =
           "All descriptors of all processes are looked at. Shown are those of "
           "tracepoints, kprobes and uprobes with a program, and of raw "
           "tracepoints: the process, the descriptor, the program and where it "
           "is attached. Links that nobody but a pin holds are not among them: "
           "`link show` and `attach list` have them.",
       .examples = {{"perf show", "Show which process traces what"},
                    {"-j perf show", "The same for a script"}},
       .aliases = {"list"}});
}

}  // namespace skep::commands
