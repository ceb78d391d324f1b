// map getnext: show the key that follows another.
#include "commands/map/element.h"
#include "commands/types/handles.h"
#include "src/map/access.h"
#include "src/map/element_words.h"
#include "src/output/hex.h"

namespace skep::commands {
namespace {

void show_key(Writer& out, std::string_view member, std::string_view label,
              const std::optional<Bytes>& key) {
  out.in_text([&](Sink& sink) {
    sink.write(label);
    if (!key) return sink.write(": None\n");
    sink.write(":\n");
    write_hex_rows(sink, *key);
    sink.put('\n');
  });
  out.in_json([&](Json& json) {
    json.key(member);
    if (key)
      write_hex_list(json, *key);
    else
      json.null();
  });
}

void run(const ElementOptions& options, cli::Context& context) {
  const map::Map map{open_map(options.map)};
  const auto element = map::parse_element(options.words.list,
                                          map::shape_of(map, options.types()),
                                          map::Clauses::key);
  const auto next = map::next_key(map, element.key);
  if (!next)
    throw Error{ErrorKind::system, ENOENT,
                fmt::format("{} has no next key", map.label())};
  const auto document = context.out.object();
  show_key(context.out, "key", "key", element.key);
  show_key(context.out, "next_key", "next key", next);
}

}  // namespace

cli::Command map_getnext() {
  return cli::command<ElementOptions>(
      "map getnext", "Show the key that follows another",
      with_types<ElementOptions>(
          {cli::arg("MAP", &ElementOptions::map, "map to read"),
           cli::element_words(
               &ElementOptions::words, "[key DATA]",
               "key that comes before; without it, the first is shown")}),
      run,
      {.details =
           "The order is the kernel's own. After a key that is not in the map "
           "comes the first one. After the last key comes an error, with exit "
           "code 1.",
       .examples = {{"map getnext pinned /sys/fs/bpf/counts",
                     "Show the first key"},
                    {"map getnext pinned /sys/fs/bpf/counts key 10 0 0 0",
                     "Show the key after another"}},
       .aliases = {}});
}

}  // namespace skep::commands
