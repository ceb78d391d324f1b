// Socket maps: what the sockets in them send and receive.
#pragma once

#include <string>

#include "src/link/attach/program.h"
#include "src/sys/fd.h"

namespace skep {

struct SockmapHook {
  bpf_attach_type type = BPF_SK_MSG_VERDICT;  // or BPF_SK_SKB_*
  Fd map{};
};

[[nodiscard]] std::string title_of(const SockmapHook& hook);
// Source: BPF_LINK_CREATE on a socket map, since Linux 6.10.
[[nodiscard]] Fd attach_to(const SockmapHook& hook, const Program& program);

// Source: BPF_PROG_ATTACH and BPF_PROG_DETACH, since Linux 4.14.
void attach_without_link(const SockmapHook& hook, const Program& program);
void detach_without_link(const SockmapHook& hook, const Program& program);

}  // namespace skep
