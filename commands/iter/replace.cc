// iter replace: give an iterator that is attached another program.
#include "src/iter/replace.h"

#include "commands/iter/iterators.h"
#include "commands/iter/new_iterator.h"

namespace skep::commands {
namespace {

struct Options : NewIteratorWords {
  LinkRef link;
};

std::vector<cli::Arg<Options>> arguments() {
  std::vector<cli::Arg<Options>> list{
      cli::arg("LINK", &Options::link, "the iterator that is attached"),
      iterator_argument<Options>(), program_argument<Options>()};
  for (auto& argument : field_arguments<Options>())
    list.push_back(std::move(argument));
  return list;
}

void run(const Options& options, cli::Context& context) {
  const std::string title = title_of(options.link);
  const Fd link = open_link(options.link);
  const std::string wanted = iter::target_of_link(link, title);
  const iter::LoadedIterator loaded =
      load_iterator(options, context.options, [&](const std::string& target) {
        if (target != wanted)
          throw failure("{} goes through '{}', the new program through '{}'",
                        title, wanted, target);
      });
  iter::replace_program(link, loaded.prog, loaded.name);
}

}  // namespace

cli::Command iter_replace() {
  return cli::command<Options>(
      "iter replace", "Give an iterator that is attached another program",
      arguments(), run,
      {.details = fmt::format(
           "The link, its pins and its parameters stay; whoever starts to read "
           "from now on has the new program. It has to go through the same "
           "target. When anything fails, all is as before.\n\n{}",
           new_iterator_details()),
       .examples = {{"iter replace pinned /sys/fs/bpf/tasks tasks.bpf.o:sorted",
                     "Let a file show what another program writes"},
                    {"iter replace pinned /sys/fs/bpf/ps task -F pid,comm",
                     "Let it show other fields"}},
       .aliases = {}});
}

}  // namespace skep::commands
