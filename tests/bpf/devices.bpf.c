// SPDX-License-Identifier: GPL-2.0
// Types that user space does not have, or larger ones by the same name.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

typedef unsigned int dev_t;
typedef unsigned int nlink_t;

typedef __u64 u64;

u64 kernel_number;
dev_t device;
nlink_t links;

SEC("socket")
int nothing(void *ctx) { return 0; }

char LICENSE[] SEC("license") = "GPL";
