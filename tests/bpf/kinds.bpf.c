// SPDX-License-Identifier: GPL-2.0
// Maps of many kinds, and a program that uses them when it is told to: once,
// by the next system call of the process `watched` after `is_armed` is set.
#include <linux/bpf.h>
#include <stdbool.h>

#include <bpf/bpf_helpers.h>

struct event {
  __u32 pid;
  bool is_odd;
  char text[11];
};

struct address {
  __u32 prefix_length;
  __u8 bytes[4];
};

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 64);
  __type(key, __u32);
  __type(value, struct event);
} table SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 4);
  __type(key, __u32);
  __type(value, __u64[2]);
} pairs SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 4);
  __uint(key_size, 3);
  __uint(value_size, 5);
} untyped SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u32);
} per_cpu SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_LPM_TRIE);
  __uint(max_entries, 8);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, struct address);
  __type(value, __u32);
} routes SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_QUEUE);
  __uint(max_entries, 2);
  __type(value, __u32);
} line SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
  __uint(max_entries, 8);
  __type(value, __u32);
} members SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} ring SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_USER_RINGBUF);
  __uint(max_entries, 4096);
} orders SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
  __uint(key_size, 4);
  __uint(value_size, 4);
} perf SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
  __uint(max_entries, 2);
  __uint(key_size, 4);
  __uint(value_size, 4);
} jumps SEC(".maps");

struct inner {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 4);
  __type(key, __u32);
  __type(value, __u64);
} first_inner SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
  __uint(max_entries, 2);
  __type(key, __u32);
  __array(values, struct inner);
} outer SEC(".maps") = {.values = {&first_inner}};

struct {
  __uint(type, BPF_MAP_TYPE_TASK_STORAGE);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, int);
  __type(value, __u64);
} per_task SEC(".maps");

const volatile __u32 watched = 0;
const volatile struct event template = {.text = "event"};

__u32 is_armed = 0;
__u64 calls = 0;
__u32 ordered = 0;
bool is_odd = 0;

static long take_order(struct bpf_dynptr *order, void *context) {
  __u32 number = 0;
  (void)context;
  bpf_dynptr_read(&number, sizeof number, order, 0, 0);
  ordered += number;
  return 0;
}

static void tell(void *context, const struct event *event) {
  bpf_ringbuf_output(&ring, (void *)event, sizeof *event, 0);
  bpf_perf_event_output(context, &perf, BPF_F_CURRENT_CPU, (void *)event,
                        sizeof *event);
  bpf_user_ringbuf_drain(&orders, take_order, 0, 0);
}

SEC("raw_tp/sys_enter")
int on_call(void *context) {
  struct event event = {};
  __u32 zero = 0;
  __u32 *count;

  event.pid = bpf_get_current_pid_tgid() >> 32;
  if (event.pid != watched || !is_armed) return 0;
  is_armed = 0;
  calls++;
  // No compiler writes this, but bytes can be anything.
  *(__u8 *)&event.is_odd = 2;
  *(volatile __u8 *)&is_odd = 2;
  __builtin_memcpy(event.text, (const void *)template.text, sizeof event.text);
  count = bpf_map_lookup_elem(&per_cpu, &zero);
  if (count) *count += 1;
  bpf_map_update_elem(&table, &event.pid, &event, BPF_ANY);
  tell(context, &event);
  return 0;
}

SEC("socket")
int filter(void *context) {
  (void)context;
  return 7;
}

char LICENSE[] SEC("license") = "GPL";
