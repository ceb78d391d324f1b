// iter pin: load an iterator, and pin it as a file to read.
#include "commands/types/iter_words.h"
#include "src/iter/from_object.h"
#include "src/sys/bpffs.h"

namespace skep::commands {
namespace {

struct Options : cli::IterWords {
  cli::FilePath object;
  cli::FilePath path;
  std::optional<std::string> program;
};

std::vector<cli::Arg<Options>> arguments() {
  std::vector<cli::Arg<Options>> list{
      cli::arg("OBJ", &Options::object, "object file with the iterator"),
      cli::arg("PATH", &Options::path, "where to pin it, on a BPF file system"),
      cli::keyword("program", "NAME", &Options::program,
                   "the iterator's function; without it, the first one")};
  for (auto& argument : cli::iter_arguments<Options>())
    list.push_back(std::move(argument));
  return list;
}

void run(const Options& options, cli::Context& context) {
  check_pin_path(options.path.path);
  const Fd link =
      iter::attach_from_object(options.object.path, options.program,
                               {.relaxed_maps = context.options.relaxes_maps,
                                .logs_verifier = context.options.is_debug},
                               cli::open_iter_hook(options));
  PinTransaction pins;
  pins.pin(link.get(), options.path.path, "the iterator");
  pins.keep();
}

}  // namespace

cli::Command iter_pin() {
  return cli::command<Options>(
      "iter pin", "Load an iterator and pin it as a file to read", arguments(),
      run,
      {.details = fmt::format(
           "Whoever reads the file at PATH (with cat, say) runs the iterator "
           "once. Removing the file removes the iterator. Only the chosen "
           "program of the object is loaded.\n\n{}",
           cli::iter_details()),
       .examples = {{"iter pin tasks.bpf.o /sys/fs/bpf/tasks",
                     "Make a file that lists the tasks"},
                    {"iter pin elements.bpf.o /sys/fs/bpf/elements map name "
                     "counts",
                     "Make a file that lists the elements of a map"}},
       .aliases = {}});
}

}  // namespace skep::commands
