// SPDX-License-Identifier: GPL-2.0
// Programs in sections that libbpf does not know: rules have to handle them.
#include "iter.h"

__u64 packets;
__u64 samples;
__u64 forks;

SEC("xdp/lo")
int on_packet(struct xdp_md* ctx) {
  packets++;
  return XDP_PASS;
}

SEC("perf_event/type=cpu-clock,freq=500")
int on_sample(void* ctx) {
  __sync_fetch_and_add(&samples, 1);
  return 0;
}

SEC("mine/sched/sched_process_fork")
int on_fork(void* ctx) {
  __sync_fetch_and_add(&forks, 1);
  return 0;
}

struct bpf_iter__bpf_map {
  struct bpf_iter_meta* meta;
} KERNEL_STRUCT;

SEC("each/bpf_map")
int print_map(struct bpf_iter__bpf_map* ctx) {
  BPF_SEQ_PRINTF(ctx->meta->seq, "map\n");
  return 0;
}

SEC("?odd")
int maybe(void* ctx) { return 0; }
