// map lookup: show the value of a key.
#include "commands/map/element.h"
#include "commands/map/functions.h"
#include "commands/types/handles.h"
#include "src/map/stack_printer.h"

namespace skep::commands {
namespace {

struct Options : ElementOptions {
  bool has_symbols = false;
};

void look_up_stack(const Options& options, Writer& out) {
  const map::Map map{open_map(options.map)};
  map::check_has_stacks(map);
  const FoundElement found = find_element(map, options, out);
  map::print_stack(out, found.key, found.values, load_functions());
}

void run(const Options& options, cli::Context& context) {
  if (options.has_symbols) return look_up_stack(options, context.out);
  look_up(options, context.out);
}

}  // namespace

cli::Command map_lookup() {
  return cli::command<Options>(
      "map lookup", "Show the value of a key",
      with_types<Options>(
          {cli::arg<Options, MapRef>("MAP", &Options::map, "map to read"),
           cli::element_words<Options>(&Options::words, "[key DATA]",
                                       "the key"),
           cli::option("--symbols", &Options::has_symbols,
                       "show a stack trace by the names of functions")}),
      run,
      {.details =
           "The bytes of key and value are shown and, when the map has BTF, "
           "what they mean: JSON has it under \"formatted\", text has it "
           "alone. A map of maps shows the id of the map, a per-CPU map the "
           "value of each possible CPU.\n"
           "\n"
           "A map without BTF is shown by the types that --type and --key-type "
           "name, such as \"struct flow\": the running kernel's, or those of a "
           "file. What has no type is shown as bytes.\n"
           "\n"
           "The value of a stack_trace map is the addresses that led to a "
           "BPF program, the innermost first. --symbols shows each with the "
           "function of the kernel that it is in, if it is in any.\n"
           "\n"
           "A key that is not there is shown with \"Not found\", in JSON as "
           "null; the exit code is 1.",
       .examples = {{"map lookup pinned /sys/fs/bpf/counts key 10 0 0 0",
                     "Show the value of a key"},
                    {"map lookup name counts key hex 0a 00 00 00",
                     "The same key in hex"},
                    {"map lookup name counts key 10",
                     "The same key as a number, if the map has BTF"},
                    {"map lookup name stacks key u32:17 --symbols",
                     "Show which functions led to a program"}},
       .aliases = {}});
}

}  // namespace skep::commands
