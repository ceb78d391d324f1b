// Attaching without a link, as bpftool does: it lasts until it is undone.
#pragma once

#include <optional>
#include <string>

#include "src/link/attach/program.h"
#include "src/sys/fd.h"

namespace skep {

struct DirectHook {
  // BPF_SK_SKB_*, BPF_SK_MSG_VERDICT or BPF_FLOW_DISSECTOR.
  bpf_attach_type type = BPF_FLOW_DISSECTOR;
  std::optional<Fd> map{};  // nullopt: the network namespace of this process
};

// Attach a loaded program, whose name is `name`, or take it off again.
// Errors: Error that names the program, the hook and the reason.
// Source: BPF_PROG_ATTACH and BPF_PROG_DETACH, since Linux 4.14.
void attach_directly(const Fd& prog, std::string name, const DirectHook& hook);
void detach_directly(const Fd& prog, std::string name, const DirectHook& hook);

}  // namespace skep
