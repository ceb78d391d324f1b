// gen object: link several BPF object files into one.
#include "src/cli/command.h"
#include "src/object/link_objects.h"
#include "src/sys/file.h"

namespace skep::commands {
namespace {

struct Options {
  cli::FilePath output;
  std::vector<cli::FilePath> inputs{};
};

void run(const Options& options, cli::Context&) {
  std::vector<std::string> paths;
  for (const cli::FilePath& input : options.inputs) paths.push_back(input.path);
  replace_file(options.output.path, link_objects(paths));
}

}  // namespace

cli::Command gen_object() {
  return cli::command<Options>(
      "gen object", "Link several BPF object files into one",
      {cli::arg("OUTPUT_FILE", &Options::output, "the object file to write"),
       cli::arg("INPUT_FILE", &Options::inputs, "object files to link")},
      run,
      {.details =
           "Sections of the same name are joined, types that are the same in "
           "several files are there once, and what one file declares extern "
           "is found in the others. Weak definitions give way to others of "
           "the same name.\n\n"
           "The output is written whole or not at all, so it may take the "
           "place of one of the inputs. With one input, its types are made "
           "unique.",
       .examples = {{"gen object app.bpf.o main.bpf.o lib.bpf.o",
                     "Link two objects"}},
       .aliases = {}});
}

}  // namespace skep::commands
