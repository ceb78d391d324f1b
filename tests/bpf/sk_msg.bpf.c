// SPDX-License-Identifier: GPL-2.0
// A socket map and the programs that attach to it.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_SOCKMAP);
  __uint(max_entries, 2);
  __type(key, __u32);
  __type(value, __u32);
} sockets SEC(".maps");

SEC("sk_msg")
int on_message(struct sk_msg_md *msg) { return SK_PASS; }

SEC("sk_skb/stream_parser")
int parse_stream(struct __sk_buff *skb) { return (int)skb->len; }

SEC("sk_skb/stream_verdict")
int judge_stream(struct __sk_buff *skb) { return SK_PASS; }

SEC("sk_skb/verdict")
int judge_skb(struct __sk_buff *skb) { return SK_PASS; }

char LICENSE[] SEC("license") = "GPL";
