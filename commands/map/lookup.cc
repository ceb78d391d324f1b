// map lookup: show the value of a key.
#include "commands/map/element.h"
#include "commands/types/handles.h"

namespace skep::commands {
namespace {

void run(const ElementOptions& options, cli::Context& context) {
  look_up(options, context.out);
}

}  // namespace

cli::Command map_lookup() {
  return cli::command<ElementOptions>(
      "map lookup", "Show the value of a key",
      with_types<ElementOptions>(
          {cli::arg("MAP", &ElementOptions::map, "map to read"),
           cli::element_words(&ElementOptions::words, "[key DATA]",
                              "the key")}),
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
           "A key that is not there is shown with \"Not found\", in JSON as "
           "null; the exit code is 1.",
       .examples = {{"map lookup pinned /sys/fs/bpf/counts key 10 0 0 0",
                     "Show the value of a key"},
                    {"map lookup name counts key hex 0a 00 00 00",
                     "The same key in hex"},
                    {"map lookup name counts key 10",
                     "The same key as a number, if the map has BTF"}},
       .aliases = {}});
}

}  // namespace skep::commands
