// SPDX-License-Identifier: GPL-2.0
// A program that attaches, and one whose tracepoint does not exist.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

__u64 calls;

SEC("raw_tp/sched_process_fork")
int first(void* ctx) {
  calls++;
  return 0;
}

SEC("raw_tp/no_such_tracepoint")
int never(void* ctx) {
  calls++;
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
