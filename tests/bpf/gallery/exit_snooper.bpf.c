// SPDX-License-Identifier: GPL-2.0
// Shows processes as they end, through a perf event array:
//
//     skep run exit_snooper.o --set only_failures=true
#include "gallery.h"

struct task_struct {
  int pid;
  int tgid;
  int exit_code;
  __u64 start_time;
} KERNEL_TYPE;

struct ended {
  __u32 pid;
  __u32 code;
  __u32 signal;
  __u32 milliseconds;
  char comm[16];
};
struct ended* ended_type;

struct {
  __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
  __uint(key_size, 4);
  __uint(value_size, 4);
} endings SEC(".maps") TAG("event:ended");

OPTION(bool, only_failures, "leave out those that ended with code 0");

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_exit, struct task_struct* task) {
  struct ended event = {.pid = task->tgid,
                        .code = (task->exit_code >> 8) & 0xff,
                        .signal = task->exit_code & 0x7f};

  if (task->pid != task->tgid) return 0;  // a thread of several
  if (only_failures && !task->exit_code) return 0;
  event.milliseconds = (bpf_ktime_get_ns() - task->start_time) / 1000000;
  bpf_get_current_comm(event.comm, sizeof event.comm);
  bpf_perf_event_output(ctx, &endings, BPF_F_CURRENT_CPU, &event, sizeof event);
  return 0;
}
