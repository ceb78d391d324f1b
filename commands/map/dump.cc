// map dump: show all the elements of maps, or answer questions about them.
#include "src/map/dump.h"

#include "commands/map/functions.h"
#include "commands/map/query_words.h"
#include "commands/map/type_options.h"
#include "commands/types/handles.h"
#include "src/cli/command.h"
#include "src/map/answer.h"
#include "src/map/dump_recursive.h"
#include "src/map/stack_printer.h"

namespace skep::commands {
namespace {

struct Options : TypeOptions, map::Query {
  MapRef map;
  bool has_symbols = false;
  bool is_recursive = false;
};

std::vector<cli::Arg<Options>> arguments() {
  std::vector<cli::Arg<Options>> list{
      cli::arg("MAP", &Options::map, "map to read")};
  list.push_back(cli::option("--symbols", &Options::has_symbols,
                             "show stack traces by the names of functions"));
  for (auto& option : cli::query_options<Options>())
    list.push_back(std::move(option));
  list.push_back(cli::option("--recursive", &Options::is_recursive,
                             "dump the maps in a map of maps, too"));
  return with_types<Options>(std::move(list));
}

void check_format(const map::Query& query, const cli::Context& context) {
  if (context.options.format == Format::text) return;
  if (query.format) throw usage_error("'-j' and '--format' exclude each other");
  if (query.watch)
    throw usage_error("'-j' and '--watch' exclude each other")
        .with_hint("--format ndjson prints an object for each change");
}

void dump_stacks(const Options& options, Writer& out) {
  if (!options.is_empty() || options.has_types() || options.is_recursive)
    throw usage_error("--symbols goes with no other option");
  const map::Map map{open_map(options.map)};
  map::check_has_stacks(map);
  map::dump_stacks(out, map, load_functions());
}

void dump_with_inner_maps(const Options& options, Writer& out) {
  if (!options.is_empty() || options.has_types())
    throw usage_error("--recursive goes with no other option");
  map::dump_recursive(out, map::Map{open_map(options.map)});
}

void run(const Options& options, cli::Context& context) {
  if (options.has_symbols) return dump_stacks(options, context.out);
  if (options.is_recursive) return dump_with_inner_maps(options, context.out);
  if (!options.is_empty() || options.has_types()) {
    check_format(options, context);
    const map::Map map{open_map(options.map)};
    return map::answer(context.out, map, options, options.types());
  }
  std::vector<map::Map> maps;
  for (Fd& fd : open_maps(options.map)) maps.emplace_back(std::move(fd));
  map::dump(context.out, maps);
}

std::string details() {
  return fmt::format(
      "Each element is shown as `map lookup` does. When several maps have "
      "the name that MAP means, each comes behind a header; options want a "
      "single map.\n"
      "\n"
      "JSON is an array of elements; with several maps, of objects with "
      "the elements of one map. Elements that come or go meanwhile may "
      "be shown or not.\n"
      "\n"
      "With --recursive the maps in a map of maps follow it, each once and "
      "behind a header; JSON is a list as with several maps.\n"
      "\n"
      "Queues, stacks, ring buffers, bloom filters, arenas and the "
      "storage of sockets, tasks, files and cgroups have no elements that "
      "can be listed.\n"
      "\n"
      "--symbols shows the addresses of stack traces with the functions of "
      "the kernel that they are in.\n"
      "\n"
      "A map without BTF is read by the types that --type and --key-type name, "
      "such as \"struct flow\": the running kernel's, or those of a file.\n"
      "\n"
      "{}\n"
      "\n"
      "In a per-CPU map, what asks about values needs --cpu: the value of one "
      "CPU, or one in which each number is the sum, the least or the largest "
      "of all CPUs; sums wrap as the type does, what is no number is that of "
      "the first CPU.\n"
      "\n"
      "--sort keeps all elements in memory, --top only those that it shows.\n"
      "\n"
      "ndjson has an object {{\"key\": ..., \"value\": ...}} a line, by the "
      "types, or with lists of bytes like those of -j. csv has a column for "
      "each field, behind a line with their names; in a per-CPU map a line for "
      "each CPU, with a column cpu. Its cells are literals that map update "
      "reads.\n"
      "\n"
      "--watch shows elements that were added (+), removed (-) or changed (~), "
      "the fields that changed, and how fast numbers have changed in a second. "
      "It keeps the elements in memory.",
      cli::filter_details());
}

}  // namespace

cli::Command map_dump() {
  return cli::command<Options>(
      "map dump", "Show all the elements of a map, or those that are asked for",
      arguments(), run,
      {.details = details(),
       .examples =
           {{"map dump name counts", "Show the elements of a map"},
            {"-j map dump pinned /sys/fs/bpf/counts", "The same for a script"},
            {"map dump pinned /sys/fs/bpf/tables --recursive",
             "Show a map of maps with the maps in it"},
            {"map dump name flows --filter 'dport == 443 && packets > 100'",
             "Show some of them"},
            {"map dump name flows --sort bytes --top 10",
             "Show the ten largest"},
            {"map dump name flows --hist packets",
             "Show how often there are how many packets"},
            {"map dump name per_cpu --cpu sum --format csv",
             "Add up the values of all CPUs, for a spreadsheet"},
            {"map dump name flows --watch 1", "Show what changes"}},
       .aliases = {}});
}

}  // namespace skep::commands
