// cgroup show: show the programs of a control group.
#include "src/attached/print_cgroup.h"
#include "src/cli/command.h"

namespace skep::commands {
namespace {

struct Options {
  cli::FilePath cgroup;
  bool is_effective = false;
};

void run(const Options& options, cli::Context& context) {
  const auto hooks =
      attached::programs_of_cgroup(options.cgroup.path, options.is_effective);
  attached::CgroupPrinter printer{context.out, options.is_effective};
  const auto list = context.out.list();
  if (!hooks.empty()) printer.print_titles();
  printer.print(hooks, "");
}

}  // namespace

cli::Command cgroup_show() {
  return cli::command<Options>(
      "cgroup show", "Show the programs of a control group",
      {cli::arg("CGROUP", &Options::cgroup,
                "the directory of the control group"),
       cli::flag("effective", &Options::is_effective,
                 "show what runs, also from the groups above")},
      run,
      {.details =
           "Shown are the programs that are attached to this very group, by "
           "links and without, in the order in which they run: their ids, "
           "attach types, how they let others stand beside them (multi, "
           "override), and their names. Programs of LSM have the name of their "
           "hook as well.",
       .examples = {{"cgroup show /sys/fs/cgroup/web",
                     "Show the programs of a group"},
                    {"-j cgroup show /sys/fs/cgroup/web effective",
                     "Show what its processes run through"}},
       .aliases = {"list"}});
}

}  // namespace skep::commands
