// map peek: show the element of a queue or stack that comes next.
#include "commands/map/element.h"
#include "commands/types/handles.h"

namespace skep::commands {
namespace {

void run(const ElementOptions& options, cli::Context& context) {
  look_up(options, context.out);
}

}  // namespace

cli::Command map_peek() {
  return cli::command<ElementOptions>(
      "map peek", "Show the element of a queue or stack that comes next",
      with_types<ElementOptions>(
          {cli::arg("MAP", &ElementOptions::map,
                    "queue, stack or bloom filter"),
           cli::element_words(&ElementOptions::words, "[value DATA]",
                              "value to look for in a bloom filter")}),
      run,
      {.details =
           "The element stays in the map; `map pop` removes it. An empty map "
           "shows \"Not found\", in JSON null; the exit code is 1.\n"
           "\n"
           "A bloom filter is asked whether a value is in it: it shows the "
           "value, which is then probably there, or \"Not found\".",
       .examples = {{"map peek pinned /sys/fs/bpf/jobs",
                     "Show what comes next in a queue"},
                    {"map peek pinned /sys/fs/bpf/seen value 1 2 3 4",
                     "Ask a bloom filter for a value"}},
       .aliases = {}});
}

}  // namespace skep::commands
