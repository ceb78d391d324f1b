// SPDX-License-Identifier: GPL-2.0
// Takes the place of a function of replaceable.bpf.c.
#include "hits.h"

SEC("freplace/verdict")
int drop_instead(struct xdp_md *packet) {
  count_hit();
  return XDP_DROP;
}
