// SPDX-License-Identifier: GPL-2.0
// A congestion control algorithm that does nothing.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct sock;
struct ack_sample;

struct tcp_congestion_ops {
  __u32 (*ssthresh)(struct sock *sk);
  void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
  __u32 (*undo_cwnd)(struct sock *sk);
  __u32 flags;
  char name[16];
} __attribute__((preserve_access_index));

SEC("struct_ops")
__u32 BPF_PROG(idle_ssthresh, struct sock *sk) { return 2; }

SEC("struct_ops")
void BPF_PROG(idle_cong_avoid, struct sock *sk, __u32 ack, __u32 acked) {}

SEC("struct_ops")
__u32 BPF_PROG(idle_undo_cwnd, struct sock *sk) { return 2; }

// For user space to put in place of the one before.
SEC("struct_ops")
__u32 BPF_PROG(other_undo_cwnd, struct sock *sk) { return 3; }

SEC(".struct_ops")
struct tcp_congestion_ops idle = {
    .ssthresh = (void *)idle_ssthresh,
    .cong_avoid = (void *)idle_cong_avoid,
    .undo_cwnd = (void *)idle_undo_cwnd,
    .name = "skep_idle",
};

char _license[] SEC("license") = "GPL";
