// SPDX-License-Identifier: GPL-2.0
// Counts packets as they come in, and lets them pass.
#include "hits.h"

SEC("xdp")
int pass(struct xdp_md *ctx) {
  count_hit();
  return XDP_PASS;
}
