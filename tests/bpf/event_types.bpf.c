// SPDX-License-Identifier: GPL-2.0
// Sends events of a type that no tag tells. Tests compile it in several ways.
// clang-format off
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
// clang-format on

// One of the kernel's, as programs have them for CO-RE.
struct task_struct {
  int pid;
} __attribute__((preserve_access_index));

struct key {
  int number;
};

struct part {
  int pid;
};
struct event {
  struct part part;
};

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 1);
  __type(key, struct key);
  __type(value, struct key);
} keys SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} ring SEC(".maps");

#ifdef WITH_SECOND_MAP
struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} second SEC(".maps");
#endif

#ifdef WITH_SECOND_TYPE
struct other {
  int pid;
};
__attribute__((noinline)) int send_other(struct other* other) {
  return other ? bpf_ringbuf_output(&ring, other, sizeof *other, 0) : 0;
}
#endif

#ifdef WITH_POINTER
struct event* unused;
#endif

struct key variable;

// A compiler keeps the types of parameters.
__attribute__((noinline)) int send(struct event* event) {
  return event ? bpf_ringbuf_output(&ring, event, sizeof *event, 0) : 0;
}

SEC("raw_tp/sched_process_fork")
int on_fork(void* context) {
  struct task_struct* task = (void*)bpf_get_current_task();
  struct event event = {.part.pid = variable.number};

  bpf_probe_read_kernel(&event.part.pid, sizeof event.part.pid, &task->pid);
#ifdef WITH_SECOND_TYPE
  send_other((struct other*)&event);
#endif
  return send(&event);
}

char LICENSE[] SEC("license") = "GPL";
