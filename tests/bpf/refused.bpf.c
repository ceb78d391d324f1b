// SPDX-License-Identifier: GPL-2.0
// A program that the verifier accepts, then one that it refuses: the packet is
// read without a look at where it ends.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u32);
} unused SEC(".maps");

SEC("xdp")
int accepted(struct xdp_md* ctx) { return XDP_PASS; }

SEC("xdp")
int reads_too_far(struct xdp_md* ctx) {
  const char* packet = (const char*)(long)ctx->data;
  return packet[12] == 8 ? XDP_DROP : XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
