// What is attached to the network, as bpftool's `net show` prints it.
#pragma once

#include <cstdint>
#include <optional>

#include "src/output/writer.h"

namespace skep::attached {

// Print the programs of XDP, tc, tcx and netkit of all network devices or of
// one, the flow dissector of this network namespace, and the links to
// netfilter.
void print_net(Writer& out, std::optional<std::uint32_t> ifindex);

}  // namespace skep::attached
