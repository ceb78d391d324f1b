// map freeze: make a map read-only for user space.
#include "commands/types/handles.h"
#include "src/cli/command.h"
#include "src/map/access.h"

namespace skep::commands {
namespace {

struct Options {
  MapRef map;
};

void run(const Options& options, cli::Context&) {
  map::freeze(map::Map{open_map(options.map, /*writable=*/true)});
}

}  // namespace

cli::Command map_freeze() {
  return cli::command<Options>(
      "map freeze", "Make a map read-only for user space",
      {cli::arg("MAP", &Options::map, "map to freeze")}, run,
      {.details =
           "There is no way back. BPF programs can still write to the map, "
           "unless it was created with BPF_F_RDONLY_PROG.",
       .examples = {{"map freeze pinned /sys/fs/bpf/config", "Freeze a map"}},
       .aliases = {}});
}

}  // namespace skep::commands
