// prog show: what is known about programs.
#include <optional>

#include "commands/prog/details.h"
#include "commands/types/handles.h"
#include "commands/types/pids_words.h"
#include "src/cli/command.h"
#include "src/iter/prog_list.h"
#include "src/prog/print.h"

namespace skep::commands {
namespace {

struct Options {
  std::optional<ProgRef> prog;
  bool has_details = false;
  cli::PidsWord pids;
};

// What is found out once for all programs.
struct Surroundings {
  References references;
  prog::Metadata metadata{};
  std::optional<ProgDetails> details{};
};

// Show a program; details only of one that is open.
void show(Writer& out, const prog::Info& prog, Surroundings& surroundings,
          const Fd& fd = {}) {
  const auto object = out.object();
  prog::print_members(out, prog, surroundings.references,
                      surroundings.metadata);
  if (surroundings.details) surroundings.details->print(out, fd, prog);
}

void show(Writer& out, const Fd& fd, Surroundings& surroundings) {
  show(out, prog::read(fd), surroundings, fd);
}

void show_all(Writer& out, Surroundings& surroundings) {
  // Details are asked of each program.
  auto progs =
      surroundings.details ? std::nullopt : iter::ProgList::open_if_many();
  const auto list = out.list();
  if (!progs)
    return for_each_object(ObjectKind::prog, [&](std::uint32_t, const Fd& fd) {
      show(out, fd, surroundings);
    });
  surroundings.metadata = prog::Metadata{[&] { return progs->data_kinds(); }};
  while (const auto prog = progs->next()) show(out, *prog, surroundings);
}

// As in bpftool: one program is an object, several are a list.
void show_some(Writer& out, const std::vector<Fd>& progs,
               Surroundings& surroundings) {
  if (progs.size() == 1) return show(out, progs.front(), surroundings);
  const auto list = out.list();
  for (const Fd& fd : progs) show(out, fd, surroundings);
}

void run(const Options& options, cli::Context& context) {
  Surroundings surroundings{
      {ObjectKind::prog, context.options.shows_pins || options.has_details,
       cli::find_holders(ObjectKind::prog, options.pids).owners}};
  if (options.has_details) surroundings.details.emplace();
  if (options.prog)
    show_some(context.out, open_progs(*options.prog), surroundings);
  else
    show_all(context.out, surroundings);
}

}  // namespace

cli::Command prog_show() {
  return cli::command<Options>(
      "prog show", "Show programs that are loaded",
      {cli::arg("PROG", &Options::prog, "programs to show; default: all"),
       cli::option("--details", &Options::has_details,
                   "show more than bpftool does"),
       cli::pids_option<Options>()},
      run,
      {.details = fmt::format(
           "A name is that of the function, whole or as the kernel cuts it to "
           "15 characters; a name or a tag can match several programs. "
           "Variables called bpf_metadata_NAME in read-only global data are "
           "shown as metadata.\n\n"
           "run_time_ns and run_cnt are there while the kernel keeps "
           "statistics (sysctl kernel.bpf_stats_enabled). -f shows where "
           "programs are pinned.\n\n"
           "With --details also: how many instructions the verifier went "
           "through, who has loaded the program, how much stack it takes, the "
           "names of its flags, the function to which it attaches, how long it "
           "runs on average, its functions, its maps, the program arrays that "
           "hold it for tail calls, its links, and where it is pinned. Flags, "
           "stack and function come from an iterator of skep's own, and are "
           "left out where none can run.\n\n{}",
           cli::pids_details()),
       .examples = {{"prog show", "Show all programs"},
                    {"prog show name on_packet --details",
                     "Show all about the programs with this name"},
                    {"-f prog show name on_packet",
                     "Show the programs with this name, and their pins"},
                    {"-p prog show pinned /sys/fs/bpf/xdp",
                     "Show a pinned program as JSON"}},
       .aliases = {"list"}});
}

}  // namespace skep::commands
