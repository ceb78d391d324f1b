// SPDX-License-Identifier: GPL-2.0
// Several programs of different types that share maps: one that attaches by
// its section, some that do not, one whose name the kernel cuts.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 4);
  __type(key, __u32);
  __type(value, __u64);
} counts SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 16);
  __type(key, __u64);
  __type(value, __u32);
} seen SEC(".maps");

const volatile __u32 step = 1;
__u64 total;

static void count(__u32 slot) {
  __u64* value = bpf_map_lookup_elem(&counts, &slot);
  if (value) __sync_fetch_and_add(value, step);
  __sync_fetch_and_add(&total, step);
}

SEC("xdp")
int pass(struct xdp_md* ctx) {
  count(0);
  return XDP_PASS;
}

SEC("raw_tp/sched_process_fork")
int on_fork(void* ctx) {
  __u64 task = bpf_get_current_pid_tgid();
  __u32 one = 1;
  bpf_map_update_elem(&seen, &task, &one, BPF_ANY);
  count(1);
  return 0;
}

SEC("socket")
int a_filter_with_a_long_name(struct __sk_buff* skb) {
  count(2);
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
