// SPDX-License-Identifier: GPL-2.0
// Shows connections of TCP as they are made, and how long that took:
//
//     skep run tcp_connects.o
#include "gallery.h"

enum { is_ipv4 = 2, is_ipv6 = 10 };
enum { is_established = 1, is_syn_sent = 2, is_closed = 7 };

struct trace_event_raw_inet_sock_set_state {
  const void* skaddr;
  int oldstate;
  int newstate;
  __u16 sport;
  __u16 dport;
  __u16 family;
  __u8 saddr[4];
  __u8 daddr[4];
  __u8 saddr_v6[16];
  __u8 daddr_v6[16];
} KERNEL_TYPE;

enum outcome { connected, failed };

struct connection {
  __u32 pid;
  char comm[16];
  enum outcome outcome;
  __u32 microseconds;
  char from[40];
  char to[40];
  __u16 port;
};
EVENTS(connection);

OPTION(__u16, only_port, "show connections to this port; 0: to all");

// Who has begun to connect, and when.
struct start {
  __u64 time;
  __u32 pid;
  char comm[16];
};

struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 10240);
  __type(key, const void*);
  __type(value, struct start);
} starts SEC(".maps");

static __always_inline void remember(const void* socket) {
  struct start start = {.time = bpf_ktime_get_ns(),
                        .pid = bpf_get_current_pid_tgid() >> 32};

  bpf_get_current_comm(start.comm, sizeof start.comm);
  bpf_map_update_elem(&starts, &socket, &start, BPF_ANY);
}

SEC("tracepoint/sock/inet_sock_set_state")
int on_state(struct trace_event_raw_inet_sock_set_state* context) {
  const void* socket = context->skaddr;
  bool is_v4 = context->family == is_ipv4;
  struct connection* event;
  struct start* start;

  if (only_port && context->dport != only_port) return 0;
  if (context->newstate == is_syn_sent) {
    remember(socket);
    return 0;
  }
  if (context->oldstate != is_syn_sent) return 0;
  start = bpf_map_lookup_elem(&starts, &socket);
  if (!start) return 0;
  event = RESERVE(connection);
  if (!event) goto out;
  event->pid = start->pid;
  __builtin_memcpy(event->comm, start->comm, sizeof event->comm);
  event->outcome = context->newstate == is_established ? connected : failed;
  event->microseconds = (bpf_ktime_get_ns() - start->time) / 1000;
  event->port = context->dport;
  if (is_v4) {
    BPF_SNPRINTF(event->from, sizeof event->from, "%pI4", context->saddr);
    BPF_SNPRINTF(event->to, sizeof event->to, "%pI4", context->daddr);
  } else {
    BPF_SNPRINTF(event->from, sizeof event->from, "%pI6", context->saddr_v6);
    BPF_SNPRINTF(event->to, sizeof event->to, "%pI6", context->daddr_v6);
  }
  bpf_ringbuf_submit(event, 0);
out:
  bpf_map_delete_elem(&starts, &socket);
  return 0;
}
