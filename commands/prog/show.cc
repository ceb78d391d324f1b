// prog show: what is known about programs.
#include <optional>

#include "commands/types/handles.h"
#include "src/cli/command.h"
#include "src/prog/print.h"

namespace skep::commands {
namespace {

struct Options {
  std::optional<ProgRef> prog;
};

void show_all(Writer& out, const References& references) {
  const auto list = out.list();
  for_each_object(ObjectKind::prog, [&](std::uint32_t, const Fd& fd) {
    prog::print(out, prog::read(fd), references);
  });
}

// As in bpftool: one program is an object, several are a list.
void show_some(Writer& out, const std::vector<Fd>& progs,
               const References& references) {
  if (progs.size() == 1)
    return prog::print(out, prog::read(progs.front()), references);
  const auto list = out.list();
  for (const Fd& fd : progs) prog::print(out, prog::read(fd), references);
}

void run(const Options& options, cli::Context& context) {
  const References references{ObjectKind::prog, context.options.shows_pins};
  if (options.prog)
    show_some(context.out, open_progs(*options.prog), references);
  else
    show_all(context.out, references);
}

}  // namespace

cli::Command prog_show() {
  return cli::command<Options>(
      "prog show", "Show programs that are loaded",
      {cli::arg("PROG", &Options::prog, "programs to show; default: all")}, run,
      {.details =
           "A name is that of the function, whole or as the kernel cuts it to "
           "15 characters; a name or a tag can match several programs. "
           "Variables called bpf_metadata_NAME in read-only global data are "
           "shown as metadata.\n\n"
           "run_time_ns and run_cnt are there while the kernel keeps "
           "statistics (sysctl kernel.bpf_stats_enabled). -f shows where "
           "programs are pinned.",
       .examples = {{"prog show", "Show all programs"},
                    {"-f prog show name on_packet",
                     "Show the programs with this name, and their pins"},
                    {"-p prog show pinned /sys/fs/bpf/xdp",
                     "Show a pinned program as JSON"}},
       .aliases = {"list"}});
}

}  // namespace skep::commands
