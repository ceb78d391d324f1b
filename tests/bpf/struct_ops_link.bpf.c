// SPDX-License-Identifier: GPL-2.0
// A congestion control algorithm that a link holds, beside another program.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct sock;

struct tcp_congestion_ops {
  __u32 (*ssthresh)(struct sock *sk);
  void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
  __u32 (*undo_cwnd)(struct sock *sk);
  char name[16];
} __attribute__((preserve_access_index));

SEC("struct_ops")
__u32 BPF_PROG(held_ssthresh, struct sock *sk) { return 2; }

SEC("struct_ops")
void BPF_PROG(held_cong_avoid, struct sock *sk, __u32 ack, __u32 acked) {}

SEC("struct_ops")
__u32 BPF_PROG(held_undo_cwnd, struct sock *sk) { return 2; }

SEC(".struct_ops.link")
struct tcp_congestion_ops held = {
    .ssthresh = (void *)held_ssthresh,
    .cong_avoid = (void *)held_cong_avoid,
    .undo_cwnd = (void *)held_undo_cwnd,
    .name = "skep_held",
};

SEC("xdp")
int beside(struct xdp_md *ctx) { return XDP_PASS; }

char LICENSE[] SEC("license") = "GPL";
