#include "src/prog/test_kind.h"

#include <bpf/libbpf.h>
#include <linux/bpf.h>

#include <algorithm>
#include <array>
#include <vector>

#include "src/sys/text.h"

namespace skep::prog {
namespace {

constexpr std::string_view skb_hint =
    "of struct __sk_buff, mark, priority, ingress_ifindex, ifindex, cb, "
    "tstamp, wire_len, gso_segs, gso_size and hwtstamp can be given: all else "
    "must be zero, and a device must be there";

constexpr TestKind packet_kind(bpf_prog_type type) {
  return {.type = type,
          .takes_data = true,
          .takes_repeat = true,
          .context = "__sk_buff",
          .returns_context = true,
          .context_hint = skb_hint};
}

constexpr std::array kinds{
    TestKind{.type = BPF_PROG_TYPE_XDP,
             .takes_data = true,
             .takes_repeat = true,
             .context = "xdp_md",
             .returns_context = true,
             .context_hint =
                 "of struct xdp_md, data (the size of metadata before the "
                 "packet, a multiple of 4), data_end (where the packet ends), "
                 "ingress_ifindex and, with that, rx_queue_index can be "
                 "given"},
    packet_kind(BPF_PROG_TYPE_SCHED_CLS),
    packet_kind(BPF_PROG_TYPE_SCHED_ACT),
    packet_kind(BPF_PROG_TYPE_SOCKET_FILTER),
    packet_kind(BPF_PROG_TYPE_CGROUP_SKB),
    packet_kind(BPF_PROG_TYPE_LWT_IN),
    packet_kind(BPF_PROG_TYPE_LWT_OUT),
    packet_kind(BPF_PROG_TYPE_LWT_XMIT),
    packet_kind(BPF_PROG_TYPE_LWT_SEG6LOCAL),
    TestKind{.type = BPF_PROG_TYPE_FLOW_DISSECTOR,
             .takes_data = true,
             .takes_repeat = true,
             .context = "bpf_flow_keys",
             .returns_context = true,
             .context_hint = "of struct bpf_flow_keys, flags can be given"},
    TestKind{
        .type = BPF_PROG_TYPE_NETFILTER,
        .takes_data = true,
        .takes_repeat = true,
        .context = "nf_hook_state",
        .returns_context = false,
        .context_hint = "of struct nf_hook_state, hook and pf can be given"},
    TestKind{.type = BPF_PROG_TYPE_SK_LOOKUP,
             .takes_data = false,
             .takes_repeat = true,
             .context = "bpf_sk_lookup",
             .returns_context = true,
             .context_hint =
                 "struct bpf_sk_lookup needs family (2 or 10), protocol (6 or "
                 "17), addresses and ports; sk must be zero"},
    TestKind{.type = BPF_PROG_TYPE_RAW_TRACEPOINT,
             .takes_data = false,
             .takes_repeat = false,
             .context = {},
             .returns_context = false,
             .context_hint =
                 "it needs as many arguments, of 8 bytes each, as the program "
                 "reads"},
    TestKind{.type = BPF_PROG_TYPE_SYSCALL,
             .takes_data = false,
             .takes_repeat = false,
             .context = {},
             .returns_context = false,
             .context_hint = "it needs as many bytes as the program reads"},
    TestKind{.type = BPF_PROG_TYPE_TRACING,
             .takes_data = false,
             .takes_repeat = true,
             .context = {},
             .returns_context = false,
             .context_hint = {}},
    TestKind{.type = BPF_PROG_TYPE_STRUCT_OPS,
             .takes_data = false,
             .takes_repeat = true,
             .context = {},
             .returns_context = false,
             .context_hint = {}},
};

}  // namespace

const TestKind* find_test_kind(std::uint32_t type) {
  const auto* const found =
      std::find_if(kinds.begin(), kinds.end(),
                   [&](const TestKind& kind) { return kind.type == type; });
  return found == kinds.end() ? nullptr : found;
}

std::string testable_types() {
  std::vector<std::string> names;
  for (const TestKind& kind : kinds)
    if (const char* name =
            libbpf_bpf_prog_type_str(static_cast<bpf_prog_type>(kind.type)))
      names.emplace_back(name);
  return join(names, ", ");
}

}  // namespace skep::prog
