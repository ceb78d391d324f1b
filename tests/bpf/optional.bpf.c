// SPDX-License-Identifier: GPL-2.0
// Optional programs around one that is not: the first would be refused by the
// verifier, the last has a section that nobody knows.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("?xdp")
int refused(struct xdp_md* ctx) {
  return *(volatile int*)(long)ctx->data;
}

SEC("xdp")
int wanted(struct xdp_md* ctx) { return XDP_PASS; }

SEC("?nowhere")
int unknown(void* ctx) { return 0; }

char LICENSE[] SEC("license") = "GPL";
