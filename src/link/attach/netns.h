// Network namespaces: the search for sockets, the dissection of flows.
#pragma once

#include <optional>
#include <string>

#include "src/link/attach/program.h"

namespace skep {

struct NetnsHook {
  bpf_attach_type type = BPF_SK_LOOKUP;  // or BPF_FLOW_DISSECTOR
  std::optional<std::string> netns{};    // its file; nullopt: that of skep
};

[[nodiscard]] std::string title_of(const NetnsHook& hook);
// Source: BPF_LINK_CREATE on a namespace, since Linux 5.8.
[[nodiscard]] Fd attach_to(const NetnsHook& hook, const Program& program);

// Only to BPF_FLOW_DISSECTOR, in the network namespace of this process.
// Source: BPF_PROG_ATTACH and BPF_PROG_DETACH, since Linux 4.20.
void attach_without_link(const NetnsHook& hook, const Program& program);
void detach_without_link(const NetnsHook& hook, const Program& program);

}  // namespace skep
