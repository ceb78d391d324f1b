// map diff: tell how the elements of two maps differ.
#include "src/map/diff.h"

#include "commands/types/handles.h"
#include "src/cli/command.h"

namespace skep::commands {
namespace {

struct Options {
  MapRef a;
  MapRef b;
  bool ignores_types = false;
};

void run(const Options& options, cli::Context& context) {
  const map::Map a{open_map(options.a)};
  const map::Map b{open_map(options.b)};
  if (map::print_differences(context.out, a, b, options.ignores_types))
    throw Error{ErrorKind::reported, 0,
                fmt::format("{} and {} differ", a.label(), b.label())};
}

}  // namespace

cli::Command map_diff() {
  return cli::command<Options>(
      "map diff", "Show how the elements of two maps differ",
      {cli::arg("A", &Options::a, "map to read"),
       cli::arg("B", &Options::b, "map to compare it with"),
       cli::option("--ignore-types", &Options::ignores_types,
                   "compare bytes also of different types")},
      run,
      {.details =
           "Lines begin with - for an element that A alone has, + for one of "
           "B alone, ~ for a key whose value differs, with the members that do "
           "and what they are in A and in B. Keys and values must have the "
           "same sizes and, if both maps have BTF, types of the same layout; "
           "the types of the maps may differ. Bytes that no member has make "
           "no difference.\n"
           "\n"
           "JSON is a list of {\"change\": \"removed\" or \"added\", \"key\", "
           "\"value\"} and {\"change\": \"changed\", \"key\", \"from\", "
           "\"to\", "
           "\"fields\"}.\n"
           "\n"
           "The exit code is 0 if there is no difference, 1 if there is any, "
           "as that of diff(1); failures have 1 as well, and a message. "
           "Memory does not grow with the maps. Elements that come or go "
           "meanwhile may be shown or not.",
       .examples = {{"map diff pinned /sys/fs/bpf/old pinned /sys/fs/bpf/new",
                     "Show what has changed"}},
       .aliases = {}});
}

}  // namespace skep::commands
