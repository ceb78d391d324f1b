// SPDX-License-Identifier: GPL-2.0
// What the verifier says of the kernel's own functions and types.
#include "refused.h"

// libbpf's headers need the kernel's before them.
// clang-format off
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
// clang-format on

#define KERNEL_STRUCT __attribute__((preserve_access_index))
// A function of the kernel's, which an old one lacks.
#define KERNEL_FUNCTION __ksym __weak

struct cred;
struct nsproxy {
  int unheard_of;
} KERNEL_STRUCT;
struct task_struct {
  int pid;
  struct task_struct* real_parent;
  struct nsproxy* nsproxy;
} KERNEL_STRUCT;
struct bpf_iter_num;

extern struct task_struct* bpf_task_from_pid(int pid) KERNEL_FUNCTION;
extern struct task_struct* bpf_task_acquire(struct task_struct*)
    KERNEL_FUNCTION;
extern void bpf_task_release(struct task_struct*) KERNEL_FUNCTION;
extern void bpf_rcu_read_lock(void) KERNEL_FUNCTION;
extern void bpf_rcu_read_unlock(void) KERNEL_FUNCTION;
extern void bpf_preempt_disable(void) KERNEL_FUNCTION;
extern void bpf_preempt_enable(void) KERNEL_FUNCTION;
extern void bpf_local_irq_save(unsigned long*) KERNEL_FUNCTION;
extern void bpf_local_irq_restore(unsigned long*) KERNEL_FUNCTION;
extern int bpf_iter_num_new(struct bpf_iter_num*, int, int) KERNEL_FUNCTION;
extern int* bpf_iter_num_next(struct bpf_iter_num*) KERNEL_FUNCTION;
extern void bpf_throw(__u64) KERNEL_FUNCTION;
extern void* bpf_rdonly_cast(const void*, __u32) KERNEL_FUNCTION;
extern void* bpf_obj_new_impl(__u64, void*) KERNEL_FUNCTION;
extern int bpf_list_push_front_impl(struct bpf_list_head*,
                                    struct bpf_list_node*, void*,
                                    __u64) KERNEL_FUNCTION;
extern int no_such_function(void) KERNEL_FUNCTION;

struct holder {
  struct task_struct __attribute__((btf_type_tag("kptr"))) * task;
};
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct holder);
} holders SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u32);
} jumps SEC(".maps");

// ---- what there is ----------------------------------------------------------
SEC("?tc") int kernel_function_missing(void* ctx) { return no_such_function(); }

SEC("?socket") int kernel_function_not_allowed(void* ctx) {
  struct task_struct* task = bpf_task_from_pid(1);
  if (task) bpf_task_release(task);
  return 0;
}

SEC("?raw_tp") int relocation(void* ctx) {
  const struct nsproxy* proxy = ctx;
  return BPF_CORE_READ(proxy, unheard_of);
}

// ---- references -------------------------------------------------------------
SEC("?syscall") int null_argument(void* ctx) {
  bpf_task_release(bpf_task_from_pid(1));
  return 0;
}

SEC("?syscall") int unreleased_reference__task(void* ctx) {
  return bpf_task_from_pid(1) != 0;
}

SEC("?tp_btf/task_newtask")
int BPF_PROG(unacquired_reference__argument, struct task_struct* task) {
  bpf_task_release(task);
  return 0;
}

SEC("?syscall") int untrusted_pointer(void* ctx) {
  struct task_struct *task = bpf_task_from_pid(1), *parent;
  if (!task) return 0;
  parent = task->real_parent;
  bpf_task_release(task);
  parent = bpf_task_acquire(parent);
  if (parent) bpf_task_release(parent);
  return 0;
}

SEC("?syscall") int kernel_function_argument(void* ctx) {
  return bpf_task_acquire((struct task_struct*)77) != 0;
}

SEC("?syscall") int constant_argument__type(void* ctx) {
  return bpf_rdonly_cast(ctx, bpf_get_prandom_u32()) != 0;
}

SEC("?tc") int allocated_object(void* ctx) {
  return bpf_obj_new_impl(77777, 0) != 0;
}

struct entry {
  struct bpf_list_node node;
};
// Hidden, so that libbpf does not map it: the kernel would refuse that.
#define LIST SEC(".bss.list") __hidden
struct bpf_spin_lock list_lock LIST;
struct bpf_list_head list LIST
    __attribute__((btf_decl_tag("contains:entry:node")));
SEC("?tc") int graph_lock(void* ctx) {
  struct entry* entry =
      bpf_obj_new_impl(bpf_core_type_id_local(struct entry), 0);
  if (entry) bpf_list_push_front_impl(&list, &entry->node, 0, 0);
  return 0;
}

SEC("?tc") int kernel_pointer_field(void* ctx) {
  int key = 0;
  struct holder* holder = bpf_map_lookup_elem(&holders, &key);
  if (holder) holder->task = 0;
  return 0;
}

// ---- sections ---------------------------------------------------------------
SEC("?syscall") int rcu_section(void* ctx) {
  bpf_rcu_read_lock();
  return 0;
}

SEC("?syscall") int rcu_section__unlock(void* ctx) {
  bpf_rcu_read_unlock();
  return 0;
}

SEC("?syscall") int sleepable_call__section(void* ctx) {
  char data[8];
  bpf_rcu_read_lock();
  bpf_copy_from_user(data, sizeof data, 0);
  bpf_rcu_read_unlock();
  return 0;
}

SEC("?syscall") int preemption_section(void* ctx) {
  bpf_preempt_disable();
  return 0;
}

SEC("?syscall") int preemption_section__enable(void* ctx) {
  bpf_preempt_enable();
  return 0;
}

SEC("?syscall") int interrupts_section(void* ctx) {
  unsigned long flags;
  bpf_local_irq_save(&flags);
  return 0;
}

SEC("?syscall") int interrupts_section__nothing(void* ctx) {
  unsigned long flags = 0;
  bpf_local_irq_restore(&flags);
  return 0;
}

// ---- iterators and exceptions -----------------------------------------------
SEC("?syscall") int iterator_state(void* ctx) {
  struct bpf_iter_num numbers;
  return bpf_iter_num_next(&numbers) != 0;
}

SEC("?syscall") int unreleased_reference__iterator(void* ctx) {
  struct bpf_iter_num numbers;
  return bpf_iter_num_new(&numbers, 0, 3);
}

static __attribute__((noinline)) int throw(int i, void* data) {
  bpf_throw(0);
  return 0;
}
SEC("?tc") int exception(void* ctx) {
  bpf_loop(3, throw, 0, 0);
  return 0;
}

// The verifier of Linux 6.18 takes this for a mistake of its own.
static __attribute__((noinline)) int call_tail(int i, void** ctx) {
  bpf_tail_call(*ctx, &jumps, 0);
  return 0;
}
SEC("?tc") int verifier_bug(void* ctx) {
  void* data = ctx;
  bpf_loop(3, call_tail, &data, 0);
  return 0;
}

// ---- types ------------------------------------------------------------------
SEC("?tp_btf/task_newtask")
int BPF_PROG(kernel_type_bounds, struct task_struct* task) {
  return ((volatile char*)task)[1000000];
}

SEC("?tp_btf/task_newtask")
int BPF_PROG(kernel_type_bounds__before, struct task_struct* task) {
  return ((volatile char*)task)[-8];
}

SEC("?tp_btf/task_newtask")
int BPF_PROG(kernel_type_write, struct task_struct* task) {
  *(volatile int*)&task->pid = 1;
  return 0;
}

SEC("?tp_btf/task_newtask")
int BPF_PROG(tracing_argument, struct task_struct* task, long a, long b,
             long c) {
  return c;
}

SEC("?tp_btf/task_newtask") int helper_for_attach_type(void* ctx) {
  return bpf_get_func_ip(ctx) != 0;
}

// A type of the kernel's that is no variable.
REFUSED("socket", kernel_symbol,
        ".8byte 0x0000000100003018; .8byte 0;" RETURN_0)

// ---- struct_ops -------------------------------------------------------------
struct tcp_congestion_ops {
  char name[16];
  long (*get_info)(void* socket, int ext, int* attr, void* info);
} KERNEL_STRUCT;
SEC("?struct_ops/get_info") int struct_ops_member(void* ctx) { return 0; }
SEC(".struct_ops")
struct tcp_congestion_ops congestion = {
    .name = "skep_refused",
    .get_info = (void*)struct_ops_member,
};

char LICENSE[] SEC("license") = "GPL";
