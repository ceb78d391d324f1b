// SPDX-License-Identifier: GPL-2.0
// Prints the ids of every thread, and may sleep.
#include "iter.h"

struct task_struct {
  int pid;
} KERNEL_STRUCT;

struct bpf_iter__task {
  struct bpf_iter_meta *meta;
  struct task_struct *task;
} KERNEL_STRUCT;

SEC("iter.s/task")
int print_task(struct bpf_iter__task *ctx) {
  struct task_struct *task = ctx->task;
  if (task) BPF_SEQ_PRINTF(ctx->meta->seq, "%d\n", task->pid);
  return 0;
}
