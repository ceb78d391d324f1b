// prog load: load an object and pin its first program.
#include "commands/prog/loading.h"

namespace skep::commands {
namespace {

void run(const LoadWords& words, cli::Context& context) {
  load(words, false, context);
}

}  // namespace

cli::Command prog_load() {
  return cli::command<LoadWords>(
      "prog load", "Load an object and pin its first program",
      load_arguments("where to pin the program, on bpffs"), run,
      {.details = load_details(
           "Loads all programs and maps of the object, and pins the first "
           "program. The others stay only if it uses them."),
       .examples =
           {{"prog load xdp.bpf.o /sys/fs/bpf/xdp", "Load a program"},
            {"prog load filter.bpf.o /sys/fs/bpf/filter type cgroup/skb",
             "Load a program as one of another type"},
            {"prog load app.bpf.o /sys/fs/bpf/app map name counts pinned "
             "/sys/fs/bpf/counts",
             "Use a map that is pinned already"},
            {"prog load app.bpf.o /sys/fs/bpf/app --set port=443 --set "
             "name=eth0 --map-size flows=65536",
             "Set constants of the program and the size of a map"},
            {"-p prog load xdp.bpf.o /sys/fs/bpf/xdp --ids",
             "Show what was made, for a script"}},
       .aliases = {}});
}

}  // namespace skep::commands
