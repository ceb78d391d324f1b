// map push: put an element into a queue, stack or bloom filter.
#include "commands/map/element.h"
#include "commands/types/handles.h"

namespace skep::commands {
namespace {

void run(const ElementOptions& options, cli::Context& context) {
  update_element(options, context.out);
}

}  // namespace

cli::Command map_push() {
  return cli::command<ElementOptions>(
      "map push", "Put an element into a queue, stack or bloom filter",
      with_types<ElementOptions>(
          {cli::arg("MAP", &ElementOptions::map, "map to change"),
           cli::element_words(&ElementOptions::words, "value VALUE [any|exist]",
                              "the element"),
           cli::option(
               "--dry-run", &ElementOptions::is_dry_run,
               "print the bytes of key and value, and change nothing")}),
      run,
      {.details =
           "A full map refuses the element; with exist the oldest one makes "
           "room for it.",
       .examples = {{"map push pinned /sys/fs/bpf/jobs value 1 0 0 0",
                     "Put an element into a queue"}},
       .aliases = {"enqueue"}});
}

}  // namespace skep::commands
