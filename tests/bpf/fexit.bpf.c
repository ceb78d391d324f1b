// SPDX-License-Identifier: GPL-2.0
// Counts returns from a function of the kernel.
#include "hits.h"

SEC("fexit/do_nanosleep")
int on_sleep(void *ctx) {
  count_hit_of_process(0);
  return 0;
}
