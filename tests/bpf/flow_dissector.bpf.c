// SPDX-License-Identifier: GPL-2.0
// Leaves the dissection of flows to the kernel.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("flow_dissector")
int dissect(struct __sk_buff *skb) { return BPF_FLOW_DISSECTOR_CONTINUE; }

char LICENSE[] SEC("license") = "GPL";
