// map dump: show all the elements of maps.
#include "src/map/dump.h"

#include "commands/types/handles.h"
#include "src/cli/command.h"

namespace skep::commands {
namespace {

struct Options {
  MapRef map;
};

void run(const Options& options, cli::Context& context) {
  std::vector<map::Map> maps;
  for (Fd& fd : open_maps(options.map)) maps.emplace_back(std::move(fd));
  map::dump(context.out, maps);
}

}  // namespace

cli::Command map_dump() {
  return cli::command<Options>(
      "map dump", "Show all the elements of a map",
      {cli::arg("MAP", &Options::map, "map to read")}, run,
      {.details =
           "Each element is shown as `map lookup` does. When several maps have "
           "the name that MAP means, each comes behind a header.\n"
           "\n"
           "JSON is an array of elements; with several maps, of objects with "
           "the elements of one map. Elements that come or go meanwhile may "
           "be shown or not.\n"
           "\n"
           "Queues, stacks, ring buffers, bloom filters, arenas and the "
           "storage of sockets, tasks, files and cgroups have no elements that "
           "can be listed.",
       .examples = {{"map dump name counts", "Show the elements of a map"},
                    {"-j map dump pinned /sys/fs/bpf/counts",
                     "The same for a script"}},
       .aliases = {}});
}

}  // namespace skep::commands
