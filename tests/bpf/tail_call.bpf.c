// SPDX-License-Identifier: GPL-2.0
// A program that calls another by an array that holds it from the start.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

int callee(struct __sk_buff* skb);

struct {
  __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
  __uint(max_entries, 1);
  __uint(key_size, sizeof(int));
  __array(values, int(void*));
} callees SEC(".maps") = {.values = {(void*)&callee}};

SEC("socket")
int callee(struct __sk_buff* skb) { return 1; }

SEC("socket")
int caller(struct __sk_buff* skb) {
  bpf_tail_call(skb, &callees, 0);
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
