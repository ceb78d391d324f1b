// SPDX-License-Identifier: GPL-2.0
// Counts the hits of a tracepoint.
#include "hits.h"

SEC("tracepoint")
int on_tracepoint(void *ctx) {
  count_hit_of_process(bpf_get_attach_cookie(ctx));
  return 0;
}
