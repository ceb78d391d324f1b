// SPDX-License-Identifier: GPL-2.0
// Counts calls of functions in user space.
#include "hits.h"

SEC("uprobe.multi")
int on_call(void *ctx) {
  count_hit_of_process(bpf_get_attach_cookie(ctx));
  return 0;
}
