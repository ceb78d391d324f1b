// prog detach: take off a program that is attached without a link.
#include "commands/types/hooks.h"

namespace skep::commands {
namespace {

struct Options {
  ProgRef prog;
  HookWords hook;
};

void run(const Options& options, cli::Context&) {
  const Fd prog = open_prog(options.prog);
  detach_directly(prog, full_name_of_prog(prog),
                  open_direct_hook(options.hook));
}

}  // namespace

cli::Command prog_detach() {
  return cli::command<Options>(
      "prog detach", "Detach a program that is attached without a link",
      {cli::arg("PROG", &Options::prog, "the program to detach"),
       cli::one_of("HOOK", &Options::hook, detach_forms(),
                   "where it is attached")},
      run,
      {.details =
           "Undoes a `prog attach` that made no link: this program is taken "
           "off, no other one. `attach list` shows where it is attached. A "
           "program that is attached by a link is taken off by `link detach`, "
           "or by removing the file that pins the link.\n\n"
           "Of tc, the filter that runs the program is removed; `priority` and "
           "`handle` choose one if there are several. The discipline that it "
           "hangs on stays, unless `clsact` is said.",
       .examples = {{"prog detach id 7 sk_msg_verdict name sockets",
                     "Leave the messages of the sockets in a map alone"},
                    {"prog detach name filter tc_ingress dev eth0 clsact",
                     "Remove a filter of tc, and what it hangs on"},
                    {"prog detach pinned /sys/fs/bpf/dissector flow_dissector",
                     "Leave the dissection of packets to the kernel"}},
       .aliases = {}});
}

}  // namespace skep::commands
