// map pin: keep a map by a file.
#include "commands/types/handles.h"
#include "src/cli/command.h"
#include "src/map/map.h"
#include "src/sys/bpffs.h"

namespace skep::commands {
namespace {

struct Options {
  MapRef map;
  cli::FilePath file;
};

void run(const Options& options, cli::Context&) {
  check_pin_path(options.file.path);
  const map::Map map{open_map(options.map)};
  PinTransaction pins;
  pins.pin(map.fd().get(), options.file.path, map.label());
  pins.keep();
}

}  // namespace

cli::Command map_pin() {
  return cli::command<Options>(
      "map pin", "Pin a map: it stays when nobody holds it open",
      {cli::arg("MAP", &Options::map, "map to pin"),
       cli::arg("FILE", &Options::file, "where to pin it")},
      run,
      {.details =
           "FILE must be on a BPF file system, such as /sys/fs/bpf, and not "
           "exist yet. Unlink it to let the map go.",
       .examples = {{"map pin name counts /sys/fs/bpf/counts", "Pin a map"}},
       .aliases = {}});
}

}  // namespace skep::commands
