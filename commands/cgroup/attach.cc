// cgroup attach: attach a program to a control group, as bpftool does.
#include "commands/cgroup/words.h"

namespace skep::commands {
namespace {

struct Options : CgroupTarget {
  bool is_multi = false;
  bool is_override = false;
};

void run(const Options& options, cli::Context&) {
  CgroupHook place{.path = options.cgroup.path, .type = options.type};
  if (options.is_multi) place.mode |= BPF_F_ALLOW_MULTI;
  if (options.is_override) place.mode |= BPF_F_ALLOW_OVERRIDE;
  DirectHook hook{std::move(place)};
  const Fd prog = open_prog(options.prog);
  attach_directly(prog, full_name_of_prog(prog), hook);
}

}  // namespace

cli::Command cgroup_attach() {
  auto arguments = cgroup_target_arguments<Options>();
  arguments.push_back(cli::flag("multi", &Options::is_multi,
                                "let other programs stand beside it"));
  arguments.push_back(cli::flag("override", &Options::is_override,
                                "let a group below have another in its place"));
  return cli::command<Options>(
      "cgroup attach", "Attach a program to a control group, without a link",
      arguments, run,
      {.details =
           "The program stays attached until `cgroup detach`, or until the "
           "group is removed. `link create` and `prog attach` make a link "
           "instead, which goes with its pin or its process, and can put the "
           "program before or after others.",
       .examples = {{"cgroup attach /sys/fs/cgroup/web egress id 7 multi",
                     "Run a program on what the group sends"},
                    {"cgroup attach /sys/fs/cgroup/web device name policy",
                     "Decide which devices the group may use"}},
       .aliases = {}});
}

}  // namespace skep::commands
