// SPDX-License-Identifier: GPL-2.0
// A program for the entry of a kernel function; lockdown refuses it.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("fentry/do_nanosleep")
int on_sleep(void* ctx) { return 0; }

char LICENSE[] SEC("license") = "GPL";
