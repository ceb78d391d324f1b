// SPDX-License-Identifier: GPL-2.0
// Two programs for a network device: one counts, the other one drops.
#include "hits.h"

SEC("tcx/ingress")
int count_packet(struct __sk_buff *skb) {
  count_hit();
  return TCX_NEXT;
}

SEC("tcx/ingress")
int drop_packet(struct __sk_buff *skb) { return TCX_DROP; }
