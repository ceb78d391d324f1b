// SPDX-License-Identifier: GPL-2.0
// Counts the hits of a raw tracepoint.
#include "hits.h"

SEC("raw_tracepoint")
int on_raw_tracepoint(void *ctx) {
  count_hit_of_process(0);
  return 0;
}
