// SPDX-License-Identifier: GPL-2.0
// Counts the packets that pass a netfilter hook.
#include "hits.h"

#define NF_ACCEPT 1

SEC("netfilter")
int on_packet(void *ctx) {
  count_hit();
  return NF_ACCEPT;
}
