// SPDX-License-Identifier: GPL-2.0
// Counts the samples of a perf event.
#include "hits.h"

SEC("perf_event")
int on_sample(void *ctx) {
  count_hit();
  return 0;
}
