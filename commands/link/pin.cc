// link pin: give a link a name on a BPF file system.
#include "commands/types/handles.h"
#include "src/cli/command.h"
#include "src/sys/bpffs.h"

namespace skep::commands {
namespace {

struct Options {
  LinkRef link;
  cli::FilePath file;
};

void run(const Options& options, cli::Context&) {
  const Fd link = open_link(options.link);
  PinTransaction pins;
  pins.pin(link.get(), options.file.path, "the link");
  pins.keep();
}

}  // namespace

cli::Command link_pin() {
  return cli::command<Options>(
      "link pin", "Pin a link, so that it outlives the processes that hold it",
      {cli::arg("LINK", &Options::link, "the link to pin"),
       cli::arg("FILE", &Options::file,
                "where to pin it, on a BPF file system")},
      run,
      {.details = "FILE must not exist, and its name has no dot. Removing FILE "
                  "unpins the link: it is detached when no other pin and no "
                  "process holds it.",
       .examples = {{"link pin id 7 /sys/fs/bpf/my_link",
                     "Keep link 7 attached"}},
       .aliases = {}});
}

}  // namespace skep::commands
