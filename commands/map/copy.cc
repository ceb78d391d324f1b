// map copy: write the elements of one map to another.
#include "src/map/copy.h"

#include "commands/types/handles.h"
#include "src/cli/command.h"
#include "src/sys/counted.h"

namespace skep::commands {
namespace {

struct Options {
  MapRef source;
  MapRef target;
  bool ignores_types = false;
};

void run(const Options& options, cli::Context& context) {
  const map::Map source{open_map(options.source)};
  const map::Map target{open_map(options.target, /*writable=*/true)};
  const std::uint64_t count =
      map::copy_elements(source, target, options.ignores_types);
  const auto document = context.out.object();
  context.out.field("copied", count, "copied {}\n", counted(count, "element"));
}

}  // namespace

cli::Command map_copy() {
  return cli::command<Options>(
      "map copy", "Write the elements of one map to another",
      {cli::arg("SRC", &Options::source, "map to read"),
       cli::arg("DST", &Options::target, "map to change"),
       cli::option("--ignore-types", &Options::ignores_types,
                   "copy bytes also between different types")},
      run,
      {.details =
           "Both maps must be there. Their keys and values must have the same "
           "sizes and, if both have BTF, types of the same layout; the types "
           "of the maps may differ: a hash can be copied to an LRU hash, an "
           "array to a hash. Elements of DST with other keys stay; `map "
           "clear` removes them first.\n"
           "\n"
           "When the kernel refuses an element, because DST is full, those "
           "before it stay written: the message tells how many. Elements of "
           "SRC that come or go meanwhile may be copied or not.",
       .examples = {{"map copy pinned /sys/fs/bpf/old pinned /sys/fs/bpf/new",
                     "Move to a larger map"}},
       .aliases = {}});
}

}  // namespace skep::commands
