// map delete: remove a key and its value.
#include "commands/map/element.h"
#include "commands/types/handles.h"
#include "src/map/access.h"
#include "src/map/element_words.h"

namespace skep::commands {
namespace {

void run(const ElementOptions& options, cli::Context&) {
  const map::Map map{open_map(options.map, /*writable=*/true)};
  const auto shape = map::shape_of(map, options.types());
  const auto element =
      map::parse_element(options.words.list, shape, map::Clauses::key);
  map::require_key(element, shape);
  map::remove(map, map::hold_key(element).bytes);
}

}  // namespace

cli::Command map_delete() {
  return cli::command<ElementOptions>(
      "map delete", "Remove a key and its value",
      with_types<ElementOptions>(
          {cli::arg("MAP", &ElementOptions::map, "map to change"),
           cli::element_words(&ElementOptions::words, "key DATA", "the key")}),
      run,
      {.details = {},
       .examples = {{"map delete pinned /sys/fs/bpf/counts key 10 0 0 0",
                     "Remove a key"}},
       .aliases = {}});
}

}  // namespace skep::commands
