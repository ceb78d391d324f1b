// SPDX-License-Identifier: GPL-2.0
// Shows programs as they are started:
//
//     skep run exec_snooper.o
#include "gallery.h"

struct task_struct {
  int pid;
  int tgid;
  struct task_struct* real_parent;
} KERNEL_TYPE;

struct linux_binprm {
  const char* filename;
} KERNEL_TYPE;

struct exec {
  __u32 pid;
  __u32 parent;
  __u32 uid;
  char comm[16];
  char file[128];
};
EVENTS(exec);

OPTION(bool, only_user, "show what one user starts, not all");
OPTION(__u32, user, "the id of this user");

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct* task, int old_pid,
             struct linux_binprm* program) {
  __u32 uid = bpf_get_current_uid_gid();
  struct exec* event;

  if (only_user && uid != user) return 0;
  event = RESERVE(exec);
  if (!event) return 0;
  event->pid = task->tgid;
  event->parent = task->real_parent->tgid;
  event->uid = uid;
  bpf_get_current_comm(event->comm, sizeof event->comm);
  bpf_probe_read_kernel_str(event->file, sizeof event->file, program->filename);
  bpf_ringbuf_submit(event, 0);
  return 0;
}
