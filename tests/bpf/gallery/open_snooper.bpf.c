// SPDX-License-Identifier: GPL-2.0
// Shows files as they are opened, or why they could not be:
//
//     skep run open_snooper.o --set only_failures=true
#include "gallery.h"

struct trace_event_raw_sys_enter {
  long args[6];
} KERNEL_TYPE;

struct trace_event_raw_sys_exit {
  long ret;
} KERNEL_TYPE;

struct opened {
  __u32 pid;
  __s32 result;  // a descriptor, or an errno value below zero
  __u32 flags;
  char comm[16];
  char path[200];
};
EVENTS(opened);

OPTION(__u32, only_pid, "show what this process opens; 0: all do");
OPTION(bool, only_failures, "show what could not be opened alone");

struct request {
  const char* path;  // in the memory of the process
  __u32 flags;
};

// What threads have asked for that are still in the kernel.
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 10240);
  __type(key, __u32);
  __type(value, struct request);
} requests SEC(".maps");

SEC("tracepoint/syscalls/sys_enter_openat")
int on_open(struct trace_event_raw_sys_enter* context) {
  __u64 id = bpf_get_current_pid_tgid();
  __u32 thread = id;
  struct request request = {.path = (const char*)context->args[1],
                            .flags = context->args[2]};

  if (only_pid && only_pid != id >> 32) return 0;
  bpf_map_update_elem(&requests, &thread, &request, BPF_ANY);
  return 0;
}

SEC("tracepoint/syscalls/sys_exit_openat")
int on_opened(struct trace_event_raw_sys_exit* context) {
  __u64 id = bpf_get_current_pid_tgid();
  __u32 thread = id;
  struct request* request = bpf_map_lookup_elem(&requests, &thread);
  struct opened* event;

  if (!request) return 0;
  if (only_failures && context->ret >= 0) goto out;
  event = RESERVE(opened);
  if (!event) goto out;
  event->pid = id >> 32;
  event->result = context->ret;
  event->flags = request->flags;
  bpf_get_current_comm(event->comm, sizeof event->comm);
  bpf_probe_read_user_str(event->path, sizeof event->path, request->path);
  bpf_ringbuf_submit(event, 0);
out:
  bpf_map_delete_elem(&requests, &thread);
  return 0;
}
