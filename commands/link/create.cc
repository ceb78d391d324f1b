// link create: attach a program, or a map of struct_ops, by a new link.
#include "commands/types/hook_notes.h"
#include "commands/types/hooks.h"
#include "commands/types/new_link.h"
#include "src/link/attach/struct_ops.h"

namespace skep::commands {
namespace {

struct Options : LinkKeeper {
  ProgRef prog;
  HookWords hook;
  std::optional<MapRef> map;  // in place of both
};

std::vector<Fd> attach(const Options& options) {
  if (options.map) return attach_struct_ops(open_map(*options.map));
  const Fd prog = open_prog(options.prog);
  return skep::attach(prog, full_name_of_prog(prog), open_hook(options.hook));
}

void run(const Options& options, cli::Context& context) {
  check_keeper(options, no_keeper_hint());
  if (options.pinned && !options.map) check_single_link(options.hook);
  const bool is_list = !options.map && may_need_links(options.hook);
  keep_links(options, is_list, context.out, [&] { return attach(options); });
}

// What is attached where: "PROG HOOK", or "struct_ops MAP".
cli::Arg<Options> attachment_argument() {
  const auto map = cli::arg("MAP", &Options::map, "the map");
  const auto prog = cli::arg("PROG", &Options::prog, "the program to attach");
  const auto hook =
      cli::one_of("HOOK", &Options::hook, hook_forms(), "where to attach it");
  cli::Arg<Options> result;
  result.shown.syntax = "{ PROG HOOK | struct_ops MAP }";
  result.shown.name = "HOOK";
  result.shown.help = "what to attach, and where";
  result.shown.parts = hook.shown.parts;
  result.shown.parts.push_back(prog.shown);
  result.shown.parts.push_back(map.shown);
  result.parse_by(
      [map, prog, hook](Options& options, cli::Words& words, std::size_t) {
        if (words.accept_exactly("struct_ops", "a map of struct_ops")) {
          options.map = cli::ArgType<MapRef>::parse(words, "MAP");
          return;
        }
        prog.parse(&options, words, 0);
        hook.parse(&options, words, 0);
      });
  return result;
}

std::string details() {
  return "As `prog attach`, and the same hooks, but there is always a link: "
         "`pinned FILE` pins it, --hold keeps it until a signal comes. A map "
         "of struct_ops (SEC(\".struct_ops.link\")) is registered by its link; "
         "whoever has loaded the map must have given it its value.\n\n" +
         hook_details();
}

}  // namespace

cli::Command link_create() {
  std::vector<cli::Arg<Options>> arguments{attachment_argument()};
  for (auto& argument : keeper_arguments<Options>())
    arguments.push_back(std::move(argument));
  return cli::command<Options>(
      "link create", "Attach a program by a new link", arguments, run,
      {.details = details(),
       .examples = {{"link create id 7 xdp dev eth0 pinned /sys/fs/bpf/link",
                     "Run a program on the packets of eth0"},
                    {"link create name count tcx_ingress dev eth0 first --hold",
                     "Run a program before all others until Ctrl-C is pressed"},
                    {"link create struct_ops name my_algorithm pinned "
                     "/sys/fs/bpf/algorithm",
                     "Register what a map defines"}},
       .aliases = {}});
}

}  // namespace skep::commands
