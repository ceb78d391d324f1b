// net attach: attach a program to a network device, as bpftool does.
#include "commands/net/attach_type.h"
#include "commands/types/handles.h"

namespace skep::commands {
namespace {

enum class Position { alone, overwrite, prepend };

struct Options {
  NetPlace place;
  ProgRef prog;
  std::string device;
  Position position = Position::alone;
};

DirectHook hook_of(const Options& options) {
  const bool overwrites = options.position == Position::overwrite;
  const bool prepends = options.position == Position::prepend;
  if (options.place.is_xdp) {
    if (prepends) throw usage_error("'prepend' is for tcx: XDP has one place");
    return XdpHook{.device = options.device,
                   .mode = options.place.xdp_mode,
                   .replaces = overwrites};
  }
  if (overwrites)
    throw usage_error("'overwrite' is for XDP: tcx has room for many");
  TcxHook hook{.device = options.device, .is_egress = options.place.is_egress};
  hook.order.is_first = prepends;
  return hook;
}

void run(const Options& options, cli::Context&) {
  DirectHook hook = hook_of(options);
  const Fd prog = open_prog(options.prog);
  attach_directly(prog, full_name_of_prog(prog), hook);
}

}  // namespace

cli::Command net_attach() {
  return cli::command<Options>(
      "net attach", "Attach a program to a network device, without a link",
      {cli::arg("ATYPE", &Options::place, "the hook of the device"),
       cli::arg("PROG", &Options::prog, "the program to attach"),
       cli::keyword("dev", "NAME", &Options::device, "the device", read_device),
       cli::choice<Options, Position>(
           {{"overwrite", Position::overwrite}, {"prepend", Position::prepend}},
           &Options::position,
           "XDP: take the place of another program; tcx: run before others")},
      run,
      {.details =
           "The program stays attached until `net detach` or `prog detach`, "
           "whoever ends. `link create` and `prog attach` make a link instead, "
           "which goes with its pin or its process.",
       .examples = {{"net attach xdp id 7 dev eth0",
                     "Run a program on the packets of eth0"},
                    {"net attach tcx_ingress name filter dev eth0 prepend",
                     "Run a program before all others of tcx"}},
       .aliases = {}});
}

}  // namespace skep::commands
