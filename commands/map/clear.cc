// map clear: remove all the elements of a map.
#include "src/map/clear.h"

#include "commands/types/handles.h"
#include "src/cli/command.h"
#include "src/sys/counted.h"

namespace skep::commands {
namespace {

struct Options {
  MapRef map;
};

void run(const Options& options, cli::Context& context) {
  const map::Map map{open_map(options.map, /*writable=*/true)};
  const std::uint64_t count = map::clear_elements(map);
  const auto document = context.out.object();
  context.out.field("cleared", count, "cleared {}\n",
                    counted(count, "element"));
}

}  // namespace

cli::Command map_clear() {
  return cli::command<Options>(
      "map clear", "Remove all the elements of a map",
      {cli::arg("MAP", &Options::map, "map to change")}, run,
      {.details =
           "An array has all its elements for ever: they are set to zero, as "
           "are those of control groups. A queue or stack is emptied. "
           "Elements that come meanwhile may stay.\n"
           "\n"
           "How many there were is printed, as JSON {\"cleared\": N}.",
       .examples = {{"map clear pinned /sys/fs/bpf/counts",
                     "Begin to count anew"}},
       .aliases = {}});
}

}  // namespace skep::commands
