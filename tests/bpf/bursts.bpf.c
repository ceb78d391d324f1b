// SPDX-License-Identifier: GPL-2.0
// Sends as many events of 64 bytes as a process asks for, by the system call
// getpgid(0x5eed0000 + COUNT), which means no process.
// clang-format off
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
// clang-format on

struct trace_event_raw_sys_enter {
  long args[6];
} __attribute__((preserve_access_index));

struct burst {
  __u64 time;
  __u64 number;
  __u32 pid;
  __u32 cpu;
  char comm[16];
  __u64 more[3];
};
struct burst* burst_type;

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 20);
} events SEC(".maps") __attribute__((btf_decl_tag("event:burst")));

const volatile char says[16];  // a line for the trace, before the events

__u64 sent;
__u64 lost __attribute__((btf_decl_tag("lost:events")));

static long send_one(__u64 index, struct burst* burst) {
  burst->time = bpf_ktime_get_ns();
  burst->number = sent;
  burst->more[0] = index;
  if (bpf_ringbuf_output(&events, burst, sizeof *burst, 0))
    lost++;
  else
    sent++;
  return 0;
}

// One process calls it, so that nothing counts at the same time.
SEC("tracepoint/syscalls/sys_enter_getpgid")
int on_call(struct trace_event_raw_sys_enter* context) {
  struct burst burst = {.pid = bpf_get_current_pid_tgid() >> 32,
                        .cpu = bpf_get_smp_processor_id(),
                        .more = {0, 1ULL << 40, ~0ULL}};
  __u64 asked = context->args[0];

  if (asked >> 16 != 0x5eed) return 0;
  if (says[0]) bpf_printk("%s %d", (const char*)says, asked & 0xffff);
  bpf_get_current_comm(burst.comm, sizeof burst.comm);
  bpf_loop(asked & 0xffff, send_one, &burst, 0);
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
