// gen inspect: show what is in an object.
#include <string>

#include "src/cli/command.h"
#include "src/gen/describe.h"
#include "src/gen/object_file.h"

namespace skep::commands {
namespace {

struct Options {
  cli::FilePath file;
};

void run(const Options& options, cli::Context& context) {
  const auto object = gen::ObjectFile::open(
      options.file.path, {.relaxed_maps = context.options.relaxes_maps});
  gen::describe(object.model(), context.out);
}

}  // namespace

cli::Command gen_inspect() {
  return cli::command<Options>(
      "gen inspect", "Show what is in an object",
      {cli::arg("FILE", &Options::file, "BPF object file")}, run,
      {.details =
           "Programs are shown with their section and what libbpf makes of "
           "it, maps with the sizes and types of keys and values, global "
           "variables with their offset in the section, type, size and "
           "initial value. What the kernel has to have comes last: the "
           "helpers that programs call, functions and variables of the "
           "kernel that they use, and whether they are adapted to its types. "
           "Nothing is loaded, and no privileges are needed.",
       .examples = {{"gen inspect trace.bpf.o", "Show an object"},
                    {"-p gen inspect trace.bpf.o",
                     "The same for a script; gen skeleton -j says it, too"}},
       .aliases = {}});
}

}  // namespace skep::commands
