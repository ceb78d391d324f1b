// SPDX-License-Identifier: GPL-2.0
// Prints the ids of every thread.
#include "iter.h"

struct task_struct {
  int pid;
  int tgid;
} KERNEL_STRUCT;

struct bpf_iter__task {
  struct bpf_iter_meta *meta;
  struct task_struct *task;
} KERNEL_STRUCT;

SEC("iter/task")
int print_task(struct bpf_iter__task *ctx) {
  struct seq_file *seq = ctx->meta->seq;
  struct task_struct *task = ctx->task;
  if (!task) return 0;
  BPF_SEQ_PRINTF(seq, "%d %d\n", task->tgid, task->pid);
  return 0;
}
