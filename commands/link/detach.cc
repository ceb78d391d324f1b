// link detach: detach a program from its hook, whoever still holds the link.

#include "src/link/detach.h"

#include "commands/types/handles.h"
#include "src/cli/command.h"

namespace skep::commands {
namespace {

struct Options {
  LinkRef link;
};

void run(const Options& options, cli::Context&) {
  detach_link(open_link(options.link));
}

}  // namespace

cli::Command link_detach() {
  return cli::command<Options>(
      "link detach", "Detach a program from its hook",
      {cli::arg("LINK", &Options::link, "the link to detach")}, run,
      {.details =
           "The link stays, without effect, as long as something holds it. "
           "Links to cgroups, network devices, network namespaces, netfilter "
           "hooks, socket maps and struct_ops can be detached; all others "
           "are detached by letting go of them: remove the files that pin "
           "them, end the processes that hold them (see `skep -f link show`).",
       .examples = {{"link detach id 7", "Detach link 7"},
                    {"link detach pinned /sys/fs/bpf/my_link",
                     "Detach the link that is pinned there"}},
       .aliases = {}});
}

}  // namespace skep::commands
