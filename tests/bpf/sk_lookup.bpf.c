// SPDX-License-Identifier: GPL-2.0
// Counts the searches for a listening socket.
#include "hits.h"

SEC("sk_lookup")
int on_lookup(struct bpf_sk_lookup *ctx) {
  count_hit();
  return SK_PASS;
}
