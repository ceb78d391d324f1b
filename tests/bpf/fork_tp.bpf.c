// SPDX-License-Identifier: GPL-2.0
// A program at a tracepoint: a perf event stands between it and its link.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

__u64 forks;

SEC("tp/sched/sched_process_fork")
int on_fork(void* ctx) {
  forks++;
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
