// cgroup detach: take a program off a control group.
#include "commands/cgroup/words.h"

namespace skep::commands {
namespace {

struct Options : CgroupTarget {};

void run(const Options& options, cli::Context&) {
  const Fd prog = open_prog(options.prog);
  detach_directly(
      prog, full_name_of_prog(prog),
      CgroupHook{.path = options.cgroup.path, .type = options.type});
}

}  // namespace

cli::Command cgroup_detach() {
  return cli::command<Options>(
      "cgroup detach", "Detach a program from a control group",
      cgroup_target_arguments<Options>(), run,
      {.details =
           "Undoes `cgroup attach`. A program that is attached by a link "
           "is taken off by `link detach`, or by removing the pin of the "
           "link.",
       .examples = {{"cgroup detach /sys/fs/cgroup/web egress id 7",
                     "Let the group send what it wants"}},
       .aliases = {}});
}

}  // namespace skep::commands
