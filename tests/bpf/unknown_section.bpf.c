// SPDX-License-Identifier: GPL-2.0
// A program in a section that is nearly one that libbpf knows.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("kprobes/do_exit")
int mistyped(void* ctx) { return 0; }

char LICENSE[] SEC("license") = "GPL";
