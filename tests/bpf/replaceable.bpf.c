// SPDX-License-Identifier: GPL-2.0
// A program one of whose functions can be replaced.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

// Global, and not inlined: the verifier judges it alone.
__attribute__((noinline)) int verdict(struct xdp_md *packet) {
  return packet->ingress_ifindex == 0xffffffff ? XDP_ABORTED : XDP_PASS;
}

SEC("xdp")
int ask_verdict(struct xdp_md *packet) { return verdict(packet); }

char LICENSE[] SEC("license") = "GPL";
