// SPDX-License-Identifier: GPL-2.0
// A variable that is larger than all that a loader program holds.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

char large[32 << 20];

SEC("socket")
int touch(void *ctx) { return large[0]; }

char _license[] SEC("license") = "GPL";
