// iter pin: load an iterator, and pin it as a file to read.
#include "commands/iter/new_iterator.h"
#include "commands/types/file_mode.h"
#include "commands/types/iter_words.h"
#include "src/link/attach/hook.h"
#include "src/sys/bpffs.h"

namespace skep::commands {
namespace {

struct Options : cli::IterWords, NewIteratorWords {
  cli::FilePath path;
  std::optional<cli::FileMode> mode;
};

std::vector<cli::Arg<Options>> arguments() {
  std::vector<cli::Arg<Options>> list{
      iterator_argument<Options>(),
      cli::arg("PATH", &Options::path, "where to pin it, on a BPF file system"),
      program_argument<Options>()};
  for (auto& argument : cli::iter_arguments<Options>())
    list.push_back(std::move(argument));
  for (auto& argument : field_arguments<Options>())
    list.push_back(std::move(argument));
  list.push_back(cli::option("--mode", "MODE", &Options::mode,
                             "who may read it, as of chmod: 0444; without it, "
                             "root"));
  return list;
}

void run(const Options& options, cli::Context& context) {
  check_pin_path(options.path.path);
  IterHook hook = cli::open_iter_hook(options);
  iter::LoadedIterator loaded =
      load_iterator(options, context.options, [&](const std::string& target) {
        if (is_written_by_skep(options)) choose_usual_order(target, hook);
        check_iter_parameters(target, hook);
      });
  hook.target = std::move(loaded.target);
  const auto links = attach(loaded.prog, loaded.name, std::move(hook));
  PinTransaction pins;
  pins.pin(links.front().get(), options.path.path, "the iterator");
  if (options.mode) set_mode(options.path.path, options.mode->bits);
  pins.keep();
}

}  // namespace

cli::Command iter_pin() {
  return cli::command<Options>(
      "iter pin", "Load an iterator and pin it as a file to read", arguments(),
      run,
      {.details = fmt::format(
           "Whoever reads the file at PATH (with cat, say) runs the iterator "
           "once. Removing the file removes the iterator. A word that is no "
           "target is the name of a file.\n\n{}\n\n{}",
           new_iterator_details(), cli::iter_details()),
       .examples = {{"iter pin tasks.bpf.o /sys/fs/bpf/tasks",
                     "Make a file that lists the tasks"},
                    {"iter pin elements.bpf.o /sys/fs/bpf/elements map name "
                     "counts",
                     "Make a file that lists the elements of a map"},
                    {"iter pin ps /sys/fs/bpf/ps --mode 0444",
                     "Make a file that shows everybody the processes"},
                    {"iter pin tcp /sys/fs/bpf/listening -F "
                     "skc_rcv_saddr:ip,skc_num --where skc_state==10",
                     "Make a file that shows where connections are accepted"}},
       .aliases = {}});
}

}  // namespace skep::commands
