// SPDX-License-Identifier: GPL-2.0
// No program but an optional one.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("?xdp")
int maybe(struct xdp_md* ctx) { return XDP_PASS; }

char LICENSE[] SEC("license") = "GPL";
