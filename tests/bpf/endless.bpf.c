// SPDX-License-Identifier: GPL-2.0
// A loop without an end: the verifier says more below the reason than above.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("socket")
int never_done(struct __sk_buff* skb) {
  volatile __u32 sum = skb->len;
  while (sum != 1)
    if (bpf_get_prandom_u32() & 1)
      sum = sum * 3 + 1;
    else
      sum /= 2;
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
