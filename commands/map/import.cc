// map import: write the elements of a file to a map.
#include "src/map/import.h"

#include "commands/types/handles.h"
#include "src/cli/command.h"
#include "src/sys/counted.h"

namespace skep::commands {
namespace {

struct Options {
  MapRef map;
  cli::FilePath file;
  bool is_noexist = false;
  bool is_exist = false;
  bool ignores_types = false;
};

map::ImportOptions import_options(const Options& options) {
  if (options.is_noexist && options.is_exist)
    throw usage_error("--noexist and --exist exclude each other");
  map::ImportOptions result{.ignores_types = options.ignores_types};
  if (options.is_noexist) result.flags = BPF_NOEXIST;
  if (options.is_exist) result.flags = BPF_EXIST;
  return result;
}

void run(const Options& options, cli::Context& context) {
  const map::ImportOptions how = import_options(options);
  const map::Map map{open_map(options.map, /*writable=*/true)};
  ReplayedInput input{options.file.path};
  const std::uint64_t count = map::import_elements(map, input, how);
  const auto document = context.out.object();
  context.out.field("imported", count, "imported {}\n",
                    counted(count, "element"));
}

}  // namespace

cli::Command map_import() {
  return cli::command<Options>(
      "map import", "Write the elements of a file to a map",
      {cli::arg("MAP", &Options::map, "map to change"),
       cli::arg("FILE", &Options::file, "file to read; - for standard input"),
       cli::option("--noexist", &Options::is_noexist,
                   "fail for a key that is there already"),
       cli::option("--exist", &Options::is_exist,
                   "fail for a key that is not there yet"),
       cli::option("--ignore-types", &Options::ignores_types,
                   "take bytes that were exported by other types")},
      run,
      {.details =
           "FILE is what `map export` writes, in any of its forms, `map dump "
           "-j`, also bpftool's, or CSV: its first bytes tell which. In "
           "JSON, values are checked by the BTF of the map, as those of "
           "`map update` are; lists of bytes, [\"0x01\"], do as well, and "
           "without BTF strings of hex digits, \"01\". Where `map dump -j` "
           "has both, the bytes count. Members that are not named are zero. "
           "The first line of CSV names the fields, such as "
           "key,value.packets; a per-CPU map has a line for each \"cpu\".\n"
           "\n"
           "The file is read to its end before the first element is written: "
           "if anything in it is wrong, nothing is. What comes from a pipe is "
           "kept in a temporary file meanwhile. Elements that are there "
           "already get the value of the file; others stay.\n"
           "\n"
           "When the kernel refuses an element, those before it stay written: "
           "the message tells how many, and which element it was. That "
           "happens when the map is full, and with --exist and --noexist.\n"
           "\n"
           "A queue, stack or bloom filter takes objects with a value alone. "
           "Maps and programs that the elements hold are named by their ids. "
           "Maps of sockets and the like can't be imported.",
       .examples =
           {{"map import pinned /sys/fs/bpf/counts counts.ndjson",
             "Restore the elements of a map"},
            {"map import name counts - --noexist",
             "Add the elements that another program writes"},
            {"map import name counts counts.bin --ignore-types",
             "Take the bytes as they are, though the types have changed"}},
       .aliases = {}});
}

}  // namespace skep::commands
