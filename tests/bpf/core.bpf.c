// SPDX-License-Identifier: GPL-2.0
// Asks about the kernel's types in all the ways that CO-RE has.

// libbpf's headers need the kernel's before them.
// clang-format off
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
// clang-format on

#define KERNEL_TYPE __attribute__((preserve_access_index))

typedef int pid_t;
typedef int gone_t;

struct work_struct {
  void* func;
};
typedef void (*work_func_t)(struct work_struct* work);

struct rlimit {
  unsigned long rlim_cur;
  unsigned long rlim_max;
} KERNEL_TYPE;

struct signal_struct {
  struct rlimit rlim[16];
} KERNEL_TYPE;

struct mm_struct {
  unsigned long start_code;  // in a struct without a name
} KERNEL_TYPE;

struct task_struct {
  pid_t pid;
  char comm[16];
  struct mm_struct* mm;
  struct signal_struct* signal;
  struct task_struct* real_parent;
  unsigned sched_reset_on_fork : 1;
} KERNEL_TYPE;

struct task_struct___other {
  long pid;           // a number of another size
  struct gone* tgid;  // no number
  int never_was_there;
} KERNEL_TYPE;

// Types that match have all of these members.
struct task_struct___some {
  int exit_code;
  unsigned int flags;
};

struct upid {
  int nr;
  struct pid_namespace* ns;
};

struct callback_head {
  struct callback_head* next;
  void (*func)(struct callback_head* head);
};

struct gone {
  int member;
} KERNEL_TYPE;

struct bpf_prog_array_item {
  void* prog;
} KERNEL_TYPE;

struct bpf_prog_array {
  struct bpf_prog_array_item items[0];
} KERNEL_TYPE;

enum pid_type { PIDTYPE_PID, PIDTYPE_TGID };
enum pid_type___other { PIDTYPE_NEVER___other = 7, PIDTYPE_PGID___other };

unsigned long long results[32];

static struct task_struct* current(void) {
  return (struct task_struct*)bpf_get_current_task();
}

SEC("raw_tracepoint")
int fields(void* ctx) {
  struct task_struct* task = current();
  struct bpf_prog_array* progs = 0;
  results[0] = BPF_CORE_READ(task, real_parent, pid);
  results[1] = BPF_CORE_READ(task, mm, start_code);
  results[2] = BPF_CORE_READ(task, comm[3]);
  results[3] = BPF_CORE_READ(task, signal, rlim[7].rlim_cur);
  results[4] = BPF_CORE_READ_BITFIELD_PROBED(task, sched_reset_on_fork);
  results[5] = __builtin_preserve_field_info(task->pid, BPF_FIELD_SIGNED);
  results[6] = bpf_core_field_size(task->comm);
  results[7] = (unsigned long)&progs->items[2].prog;
  return 0;
}

SEC("raw_tracepoint")
int fields_that_may_lack(void* ctx) {
  struct task_struct___other* task = (void*)current();
  results[8] = bpf_core_field_exists(task->pid);
  results[9] = bpf_core_field_exists(task->tgid);
  results[10] = bpf_core_field_exists(task->never_was_there);
  results[11] = bpf_core_field_exists(struct gone, member);
  if (bpf_core_field_exists(task->never_was_there))
    results[12] = BPF_CORE_READ(task, never_was_there);
  return 0;
}

SEC("raw_tracepoint")
int types(void* ctx) {
  results[13] = bpf_core_type_exists(struct rlimit);
  results[14] = bpf_core_type_size(struct task_struct);
  results[15] = bpf_core_type_exists(pid_t);
  results[16] = bpf_core_type_exists(work_func_t);
  results[17] = bpf_core_type_exists(gone_t);
  results[18] = bpf_core_type_exists(struct gone);
#if __clang_major__ >= 15
  results[19] = bpf_core_type_matches(struct upid);
  results[20] = bpf_core_type_matches(struct callback_head);
  results[21] = bpf_core_type_matches(enum pid_type);
  results[29] = bpf_core_type_matches(struct task_struct___some);
  results[30] = bpf_core_type_matches(struct task_struct___other);
#endif
  return 0;
}

SEC("raw_tracepoint")
int enumerators(void* ctx) {
  results[22] = bpf_core_enum_value_exists(enum pid_type, PIDTYPE_TGID);
  results[23] = bpf_core_enum_value(enum pid_type, PIDTYPE_TGID);
  results[24] =
      bpf_core_enum_value_exists(enum pid_type___other, PIDTYPE_NEVER___other);
  results[25] =
      bpf_core_enum_value(enum pid_type___other, PIDTYPE_PGID___other);
  return 0;
}

SEC("raw_tracepoint")
int ids(void* ctx) {
  results[26] = bpf_core_type_id_local(struct task_struct);
  results[27] = bpf_core_type_id_kernel(struct task_struct);
  results[28] = bpf_core_type_id_kernel(struct gone);
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
