// prog pin: give a program a name on bpffs.
#include "commands/types/handles.h"
#include "src/cli/command.h"
#include "src/sys/bpffs.h"

namespace skep::commands {
namespace {

struct Options {
  ProgRef prog;
  cli::FilePath path;
};

void run(const Options& options, cli::Context&) {
  check_pin_path(options.path.path);
  const Fd prog = open_prog(options.prog);
  PinTransaction pins;
  pins.pin(prog.get(), options.path.path,
           fmt::format("program '{}'", full_name_of_prog(prog)));
  pins.keep();
}

}  // namespace

cli::Command prog_pin() {
  return cli::command<Options>(
      "prog pin", "Pin a program",
      {cli::arg("PROG", &Options::prog, "program to pin"),
       cli::arg("FILE", &Options::path, "where to pin it, on bpffs")},
      run,
      {.details = "The program stays loaded until the pin is removed, even "
                  "when nobody else holds it. FILE must be on a BPF file "
                  "system, which skep never mounts.",
       .examples = {{"prog pin id 27 /sys/fs/bpf/xdp", "Pin a program"},
                    {"prog pin name on_packet /sys/fs/bpf/on_packet",
                     "Pin the program with this name"}},
       .aliases = {}});
}

}  // namespace skep::commands
