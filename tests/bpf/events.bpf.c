// SPDX-License-Identifier: GPL-2.0
// Each program is run by BPF_PROG_TEST_RUN: it sends a record, with its first
// argument as the number in it, or stores a stack. It returns what the helper
// returns.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct event {
  __u32 number;
  char text[8];
};
// So that the compiler keeps the type.
struct event *unused;

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} ring SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
  __uint(key_size, 4);
  __uint(value_size, 4);
} perf SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_STACK_TRACE);
  __uint(max_entries, 16);
  __uint(key_size, 4);
  __uint(value_size, 8 * 32);
} stacks SEC(".maps");

char page[4096];

SEC("raw_tracepoint")
int to_ring(struct bpf_raw_tracepoint_args *context) {
  struct event event = {.number = context->args[0], .text = "ring"};
  return bpf_ringbuf_output(&ring, &event, sizeof event, 0);
}

SEC("raw_tracepoint")
int to_perf(struct bpf_raw_tracepoint_args *context) {
  struct event event = {.number = context->args[0], .text = "perf"};
  return bpf_perf_event_output(context, &perf, BPF_F_CURRENT_CPU, &event,
                               sizeof event);
}

SEC("raw_tracepoint")
int page_to_perf(struct bpf_raw_tracepoint_args *context) {
  return bpf_perf_event_output(context, &perf, BPF_F_CURRENT_CPU, page,
                               sizeof page);
}

SEC("raw_tracepoint")
int to_first_place(struct bpf_raw_tracepoint_args *context) {
  struct event event = {.number = context->args[0], .text = "first"};
  return bpf_perf_event_output(context, &perf, 0, &event, sizeof event);
}

SEC("raw_tracepoint")
int to_stacks(struct bpf_raw_tracepoint_args *context) {
  return bpf_get_stackid(context, &stacks, 0);
}

char LICENSE[] SEC("license") = "GPL";
