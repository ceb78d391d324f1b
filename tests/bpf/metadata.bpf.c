// SPDX-License-Identifier: GPL-2.0
// A program that tells about itself in variables named bpf_metadata_*.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

const char bpf_metadata_version[] SEC(".rodata") = "v1.2 \"beta\"";
const volatile __u32 bpf_metadata_build = 42;
const volatile struct {
  short major;
  char flags[3];
} bpf_metadata_api = {7, {1, 2, 3}};
const volatile __u32 limit = 3;

SEC("xdp")
int tagged(struct xdp_md* ctx) {
  return limit > ctx->rx_queue_index ? XDP_PASS : XDP_DROP;
}

char LICENSE[] SEC("license") = "GPL";
