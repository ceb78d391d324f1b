// map push: put an element into a queue, stack or bloom filter.
#include "commands/map/element.h"
#include "commands/types/handles.h"

namespace skep::commands {
namespace {

struct Options {
  MapRef map;
  cli::ElementWords words;
};

void run(const Options& options, cli::Context&) {
  update_element(options.map, options.words);
}

}  // namespace

cli::Command map_push() {
  return cli::command<Options>(
      "map push", "Put an element into a queue, stack or bloom filter",
      {cli::arg("MAP", &Options::map, "map to change"),
       cli::element_words(&Options::words, "value VALUE [any|exist]",
                          "the element")},
      run,
      {.details =
           "A full map refuses the element; with exist the oldest one makes "
           "room for it.",
       .examples = {{"map push pinned /sys/fs/bpf/jobs value 1 0 0 0",
                     "Put an element into a queue"}},
       .aliases = {"enqueue"}});
}

}  // namespace skep::commands
