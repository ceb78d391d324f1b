// map update: set the value of a key.
#include "commands/map/element.h"
#include "commands/types/handles.h"

namespace skep::commands {
namespace {

struct Options {
  MapRef map;
  cli::ElementWords words;
};

void run(const Options& options, cli::Context&) {
  update_element(options.map, options.words);
}

}  // namespace

cli::Command map_update() {
  return cli::command<Options>(
      "map update", "Set the value of a key",
      {cli::arg("MAP", &Options::map, "map to change"),
       cli::element_words(&Options::words,
                          "[key DATA] [value VALUE] [any|exist|noexist]",
                          "the element")},
      run,
      {.details =
           "The clauses come in any order. A byte is written in decimal, in "
           "hex after 0x, in octal after 0; behind the word hex all bytes are "
           "hex. Numbers of several bytes are in the byte order of the "
           "machine.\n"
           "\n"
           "exist changes a value only if the key is there, noexist only if "
           "it is not; any does both.\n"
           "\n"
           "In a per-CPU map every CPU gets the value. A map of maps takes a "
           "map as its value, a program array a program. A program array "
           "forgets its programs when nothing holds it open and nothing pins "
           "it.",
       .examples =
           {{"map update pinned /sys/fs/bpf/counts key 10 0 0 0 value 1 0 0 0 "
             "0 0 0 0",
             "Set a value"},
            {"map update pinned /sys/fs/bpf/counts key hex 0a 00 00 00 value "
             "hex ff 00 00 00 00 00 00 00 noexist",
             "Set one in hex, if the key is not there yet"},
            {"map update pinned /sys/fs/bpf/tables key 0 0 0 0 value pinned "
             "/sys/fs/bpf/counts",
             "Store a map in a map of maps"}},
       .aliases = {}});
}

}  // namespace skep::commands
