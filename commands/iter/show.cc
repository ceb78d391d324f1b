// iter show: show the iterators that are attached, or one of them.
#include "commands/types/handles.h"
#include "commands/types/pids_words.h"
#include "src/cli/command.h"
#include "src/iter/replace.h"
#include "src/link/link_info.h"
#include "src/link/print_link.h"
#include "src/object/references.h"

namespace skep::commands {
namespace {

struct Options {
  std::optional<LinkRef> link;
  cli::PidsWord pids;
};

// Say the name of the program, as long as it is there.
void print_program(Writer& out, std::uint32_t id) {
  const auto prog = open_id(ObjectKind::prog, id);
  if (!prog) return;
  const std::string name = full_name_of_prog(*prog);
  if (!name.empty()) out.field("prog_name", name, "\n\tname {}");
}

void show(Writer& out, const LinkInfo& info, const References& references) {
  const auto object = out.object();
  print_link(out, info);
  print_program(out, info.kernel.prog_id);
  references.print_pins(out, info.kernel.id);
  references.print_owners(out, info.kernel.id);
  out.layout("\n");
}

void run(const Options& options, cli::Context& context) {
  constexpr bool with_pins = true;
  const References references{
      ObjectKind::link, with_pins,
      cli::find_holders(ObjectKind::link, options.pids).owners};
  Writer& out = context.out;
  if (options.link) {
    const Fd link = open_link(*options.link);
    (void)iter::target_of_link(link, "the link");
    return show(out, read_link_info(link), references);
  }
  const auto list = out.list();
  for_each_object(ObjectKind::link, [&](std::uint32_t, const Fd& link) {
    const LinkInfo info = read_link_info(link);
    if (info.kernel.type == BPF_LINK_TYPE_ITER) show(out, info, references);
  });
}

}  // namespace

cli::Command iter_show() {
  return cli::command<Options>(
      "iter show", "Show the iterators that are attached, or one",
      {cli::arg("LINK", &Options::link, "the iterator to show"),
       cli::pids_option<Options>()},
      run,
      {.details = fmt::format(
           "Shown are the links of iterators: their ids, programs, what they "
           "go through, the parameters that narrow it, the files that pin them "
           "(each reader of such a file starts a run), and the processes that "
           "hold them.\n\n{}",
           cli::pids_details()),
       .examples = {{"iter show", "Show all iterators"},
                    {"-j iter show pinned /sys/fs/bpf/tasks",
                     "Show one for a script"}},
       .aliases = {}});
}

}  // namespace skep::commands
