// SPDX-License-Identifier: GPL-2.0
// Counts system calls by the BTF tracepoint at their beginning.
#include "hits.h"

SEC("tp_btf/sys_enter")
int on_sys_enter(__u64 *ctx) {
  count_hit_of_process(0);
  return 0;
}
