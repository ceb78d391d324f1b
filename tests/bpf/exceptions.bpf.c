// SPDX-License-Identifier: GPL-2.0
// Programs that throw exceptions: one takes them itself, one leaves that to the
// kernel.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

extern void bpf_throw(__u64 cookie) __ksym;

int when_thrown(__u64 cookie) { return (int)cookie + 1; }

__attribute__((noinline)) int check_length(struct __sk_buff* skb) {
  if (skb->len > 1000) bpf_throw(7);
  return skb->len & 1;
}

SEC("tc")
__attribute__((btf_decl_tag("exception_callback:when_thrown"))) int
takes_exceptions(struct __sk_buff* skb) {
  if (skb->len == 0) bpf_throw(0);
  return check_length(skb);
}

SEC("tc")
int leaves_exceptions(struct __sk_buff* skb) { return check_length(skb); }

char LICENSE[] SEC("license") = "GPL";
