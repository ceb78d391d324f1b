// prog loadall: load an object and pin all its programs.
#include "commands/prog/loading.h"

namespace skep::commands {
namespace {

void run(const LoadWords& words, cli::Context& context) {
  load(words, true, context);
}

}  // namespace

cli::Command prog_loadall() {
  return cli::command<LoadWords>(
      "prog loadall", "Load an object and pin all its programs",
      load_arguments("directory on bpffs to pin the programs in; made if it is "
                     "missing"),
      run,
      {.details = load_details(
           "Loads all programs and maps of the object, and pins each program "
           "in PATH by the name of its function."),
       .examples = {{"prog loadall app.bpf.o /sys/fs/bpf/app",
                     "Load all programs"},
                    {"prog loadall app.bpf.o /sys/fs/bpf/app pinmaps "
                     "/sys/fs/bpf/app/maps",
                     "Pin the maps as well"},
                    {"prog loadall app.bpf.o /sys/fs/bpf/app autoattach",
                     "Load and attach"},
                    {"prog loadall app.bpf.o /sys/fs/bpf/app --only 'tcp_*' "
                     "--set-file app.conf",
                     "Load some programs, with settings from a file"},
                    {"prog loadall app.bpf.o /sys/fs/bpf/app autoattach "
                     "--sec-handler 'mine+=sec:fentry'",
                     "Load and attach, SEC(\"mine/do_exit\") as libbpf would "
                     "SEC(\"fentry/do_exit\")"}},
       .aliases = {}});
}

}  // namespace skep::commands
