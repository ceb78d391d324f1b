// net detach: take off what is attached to a network device without a link.
#include "commands/net/attach_type.h"
#include "src/link/detach_device.h"

namespace skep::commands {
namespace {

struct Options {
  NetPlace place;
  std::string device;
};

void run(const Options& options, cli::Context&) {
  if (options.place.is_xdp)
    detach_xdp(options.device, options.place.xdp_mode);
  else
    detach_last_of_tcx(options.device, options.place.is_egress);
}

}  // namespace

cli::Command net_detach() {
  return cli::command<Options>(
      "net detach", "Detach the program of a network device",
      {cli::arg("ATYPE", &Options::place, "the hook of the device"),
       cli::keyword("dev", "NAME", &Options::device, "the device",
                    read_device)},
      run,
      {.details =
           "Of XDP, the program that is attached without a link is taken off, "
           "whichever it is; of tcx, the last one in order. `prog detach` "
           "takes "
           "off a given program and no other, `link detach` one that is "
           "attached by a link.",
       .examples = {{"net detach xdp dev eth0",
                     "Leave the packets of eth0 alone"}},
       .aliases = {}});
}

}  // namespace skep::commands
