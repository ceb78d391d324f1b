// SPDX-License-Identifier: GPL-2.0
// Counts what the processes of a cgroup send, and lets nothing through.
#include "hits.h"

SEC("cgroup_skb/egress")
int block_all(struct __sk_buff *skb) {
  count_hit();
  return 0;
}
