// SPDX-License-Identifier: GPL-2.0
// Tells how long system calls take, by their numbers:
//
//     skep run syscall_latency.o --watch calls --exec ls
#include "gallery.h"

OPTION(__u32, only_pid, "count what this process calls; 0: all do");

// What a thread is in.
struct call {
  __u64 begin;
  __u64 number;
};

struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 10240);
  __type(key, __u32);
  __type(value, struct call);
} running SEC(".maps");

struct times {
  __u64 count;
  __u64 nanoseconds;
  __u64 longest;
};

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 1024);
  __type(key, __u64);
  __type(value, struct times);
} calls SEC(".maps");

SEC("raw_tp/sys_enter")
int on_enter(struct bpf_raw_tracepoint_args* context) {
  __u64 id = bpf_get_current_pid_tgid();
  __u32 thread = id;
  struct call call = {.begin = bpf_ktime_get_ns(), .number = context->args[1]};

  if (only_pid && only_pid != id >> 32) return 0;
  bpf_map_update_elem(&running, &thread, &call, BPF_ANY);
  return 0;
}

static __always_inline void add_time(__u64 number, __u64 time) {
  const struct times none = {};
  struct times* times = bpf_map_lookup_elem(&calls, &number);

  if (!times) {
    bpf_map_update_elem(&calls, &number, &none, BPF_NOEXIST);
    times = bpf_map_lookup_elem(&calls, &number);
    if (!times) return;
  }
  __sync_fetch_and_add(&times->count, 1);
  __sync_fetch_and_add(&times->nanoseconds, time);
  // Two at once may forget one of them.
  if (times->longest < time) times->longest = time;
}

SEC("raw_tp/sys_exit")
int on_exit(struct bpf_raw_tracepoint_args* context) {
  __u32 thread = bpf_get_current_pid_tgid();
  struct call* call = bpf_map_lookup_elem(&running, &thread);

  if (!call) return 0;
  add_time(call->number, bpf_ktime_get_ns() - call->begin);
  bpf_map_delete_elem(&running, &thread);
  return 0;
}
