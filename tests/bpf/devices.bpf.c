// SPDX-License-Identifier: GPL-2.0
// Types that are narrower in the kernel than in user space.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

typedef unsigned int dev_t;
typedef unsigned int nlink_t;

dev_t device;
nlink_t links;

SEC("socket")
int nothing(void *ctx) { return 0; }

char LICENSE[] SEC("license") = "GPL";
