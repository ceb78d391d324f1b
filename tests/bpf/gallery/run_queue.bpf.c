// SPDX-License-Identifier: GPL-2.0
// Counts how long tasks wait for a CPU once they can run:
//
//     skep run run_queue.o --timeout 10
#include "histogram.h"

struct task_struct {
  int pid;
  unsigned int __state;
} KERNEL_TYPE;

OPTION(__s32, only_task, "count the times of this task; 0: of all");

__u64 switches TAG("how often a CPU went on with a task that had waited");

// When tasks began to wait.
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 10240);
  __type(key, __s32);
  __type(value, __u64);
} waiting SEC(".maps");

static __always_inline void begin_to_wait(struct task_struct* task) {
  __s32 pid = task->pid;
  __u64 now = bpf_ktime_get_ns();

  if (!pid || (only_task && pid != only_task)) return;
  bpf_map_update_elem(&waiting, &pid, &now, BPF_ANY);
}

SEC("tp_btf/sched_wakeup")
int BPF_PROG(on_wakeup, struct task_struct* task) {
  begin_to_wait(task);
  return 0;
}

SEC("tp_btf/sched_wakeup_new")
int BPF_PROG(on_wakeup_new, struct task_struct* task) {
  begin_to_wait(task);
  return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(on_switch, bool is_preempted, struct task_struct* before,
             struct task_struct* next) {
  __s32 pid = next->pid;
  __u64* since;

  // Whoever still can run waits from now on.
  if (!before->__state) begin_to_wait(before);
  since = bpf_map_lookup_elem(&waiting, &pid);
  if (!since) return 0;
  count_time(bpf_ktime_get_ns() - *since);
  bpf_map_delete_elem(&waiting, &pid);
  __sync_fetch_and_add(&switches, 1);
  return 0;
}
