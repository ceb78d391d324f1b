// map pop: take an element out of a map and show it.
#include "commands/map/element.h"
#include "commands/types/handles.h"
#include "src/map/access.h"
#include "src/map/element_printer.h"
#include "src/map/element_words.h"

namespace skep::commands {
namespace {

void run(const ElementOptions& options, cli::Context& context) {
  const map::Map map{open_map(options.map, /*writable=*/true)};
  const auto shape = map::shape_of(map, options.types());
  const auto element =
      map::parse_element(options.words.list, shape, map::Clauses::key);
  map::require_key(element, shape);
  const map::HeldData key = map::hold_key(element);
  const auto values = map::take(map, key.bytes);
  if (values)
    return map::print_element(context.out, map, key.bytes, *values,
                              options.types());
  // bpftool's JSON for it.
  context.out.finish_value();
  throw Error{ErrorKind::system, ENOENT,
              shape.key_size == 0
                  ? fmt::format("{} is empty", map.label())
                  : fmt::format("{} has no such key", map.label())};
}

}  // namespace

cli::Command map_pop() {
  return cli::command<ElementOptions>(
      "map pop", "Take an element out of a queue or stack and show it",
      with_types<ElementOptions>(
          {cli::arg("MAP", &ElementOptions::map, "map to change"),
           cli::element_words(&ElementOptions::words, "[key DATA]",
                              "key, for a map that has keys")}),
      run,
      {.details =
           "A hash has an element looked up and removed at once, where the "
           "kernel can do that (Linux 5.14).\n"
           "\n"
           "When there is nothing to take, the message is on standard error, "
           "JSON is null, and the exit code is 1.",
       .examples = {{"map pop pinned /sys/fs/bpf/jobs",
                     "Take what comes next out of a queue"}},
       .aliases = {"dequeue"}});
}

}  // namespace skep::commands
