// map export: write the elements of a map to a file.
#include "src/map/export.h"

#include <unistd.h>

#include <array>
#include <utility>

#include "commands/types/handles.h"
#include "src/cli/command.h"
#include "src/map/dump.h"
#include "src/sys/counted.h"
#include "src/sys/output_file.h"

namespace skep::cli {

template <>
struct ArgType<map::FileForm> {
  static constexpr std::array forms{std::pair{"ndjson", map::FileForm::ndjson},
                                    std::pair{"json", map::FileForm::json},
                                    std::pair{"csv", map::FileForm::csv},
                                    std::pair{"binary", map::FileForm::binary}};

  static map::FileForm parse(Words& words, std::string_view name) {
    for (const auto& [word, form] : forms)
      if (words.accept_exactly(word)) return form;
    words.reject(name);
  }
  static std::string_view syntax() {
    return "{ ndjson | json | csv | binary }";
  }
};

}  // namespace skep::cli

namespace skep::commands {
namespace {

struct Options {
  MapRef map;
  cli::FilePath file;
  std::optional<map::FileForm> form;
};

// What -j promises is JSON.
void print_json(const Options& options, map::Map map, Writer& out) {
  if (options.form.value_or(map::FileForm::json) != map::FileForm::json)
    throw usage_error("-j and -p print one JSON document")
        .with_hint("leave them out, or write to a file");
  std::vector<map::Map> maps;
  maps.push_back(std::move(map));
  map::dump(out, maps);
}

void run(const Options& options, cli::Context& context) {
  map::Map map{open_map(options.map)};
  const auto form = options.form.value_or(map::FileForm::ndjson);
  Writer& out = context.out;
  if (options.file.path == "-") {
    if (context.options.format != Format::text)
      return print_json(options, std::move(map), out);
    return out.in_text(
        [&](Sink& sink) { map::export_elements(map, form, sink); });
  }
  OutputFile file{options.file.path};
  Sink sink{file.fd(), options.file.path};
  const std::uint64_t count = map::export_elements(map, form, sink);
  sink.flush();
  file.finish();
  const auto document = out.object();
  out.field("exported", count, "exported {}\n", counted(count, "element"));
}

}  // namespace

cli::Command map_export() {
  return cli::command<Options>(
      "map export", "Write the elements of a map to a file",
      {cli::arg("MAP", &Options::map, "map to read"),
       cli::arg("FILE", &Options::file, "file to write; - for standard output"),
       cli::option<Options, std::optional<map::FileForm>>(
           "--format", "FORM", &Options::form,
           "form of the file; ndjson if left out")},
      run,
      {.details =
           "`map import` reads the file back, into this map or one with "
           "elements of the same kind. It is written whole or not at all, and "
           "memory does not grow with it.\n"
           "\n"
           "ndjson has one JSON object a line, {\"key\":1,\"value\":2}, by the "
           "types of the map; per-CPU maps have \"values\", with one for each "
           "CPU. Without BTF, keys and values are lists of bytes. json is what "
           "`map dump -j` prints, with the bytes and the types. csv has a "
           "column for each field, as `map dump --format csv`. binary is "
           "skep's own: small and fast, with a checksum; it holds the bytes as "
           "they are, and is refused by maps whose types are laid out "
           "otherwise.\n"
           "\n"
           "A map of maps or programs has their ids, which they must still "
           "have when they are imported. Empty slots are left out.\n"
           "\n"
           "How many elements there were is printed at the end, as JSON "
           "{\"exported\": N}. On standard output stand the elements alone; "
           "with -j their form is json.",
       .examples = {{"map export pinned /sys/fs/bpf/counts counts.ndjson",
                     "Save the elements of a map"},
                    {"map export name counts - --format json",
                     "Show what -j map dump does"},
                    {"map export name counts counts.bin --format binary",
                     "Save many elements in little time"}},
       .aliases = {}});
}

}  // namespace skep::commands
