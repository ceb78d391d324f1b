// net show: show the programs on the way of packets.
#include "commands/types/hook_words.h"
#include "src/attached/print_net.h"
#include "src/sys/netdev.h"

namespace skep::commands {
namespace {

struct Options {
  std::optional<std::string> device;
};

void run(const Options& options, cli::Context& context) {
  std::optional<std::uint32_t> ifindex;
  if (options.device) ifindex = ifindex_of(*options.device);
  attached::print_net(context.out, ifindex);
}

}  // namespace

cli::Command net_show() {
  return cli::command<Options>(
      "net show", "Show the programs of network devices",
      {cli::keyword("dev", "NAME", &Options::device, "show only this device",
                    read_device)},
      run,
      {.details =
           "Shown are the programs of XDP, tc, tcx and netkit of the devices "
           "of "
           "this network namespace, its flow dissector, and the links to "
           "netfilter. `attach list` shows these and all others in one list.",
       .examples = {{"net show", "Show the programs of all devices"},
                    {"-p net show dev eth0",
                     "Show those of one device for a script"}},
       .aliases = {"list"}});
}

}  // namespace skep::commands
