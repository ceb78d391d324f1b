// map delete: remove a key and its value.
#include "commands/map/arguments.h"
#include "commands/types/handles.h"
#include "src/map/access.h"
#include "src/map/element_words.h"

namespace skep::commands {
namespace {

struct Options {
  MapRef map;
  cli::ElementWords words;
};

void run(const Options& options, cli::Context&) {
  const map::Map map{open_map(options.map, /*writable=*/true)};
  const auto shape = map::shape_of(map);
  const auto element =
      map::parse_element(options.words.list, shape, map::Clauses::key);
  map::require_key(element, shape);
  map::remove(map, element.key.value_or(Bytes{}));
}

}  // namespace

cli::Command map_delete() {
  return cli::command<Options>(
      "map delete", "Remove a key and its value",
      {cli::arg("MAP", &Options::map, "map to change"),
       cli::element_words(&Options::words, "key DATA", "the key")},
      run,
      {.details = {},
       .examples = {{"map delete pinned /sys/fs/bpf/counts key 10 0 0 0",
                     "Remove a key"}},
       .aliases = {}});
}

}  // namespace skep::commands
