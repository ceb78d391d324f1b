// SPDX-License-Identifier: GPL-2.0
// Counts calls of a function of the kernel; lockdown refuses it.
#include "hits.h"

SEC("fentry/do_nanosleep")
int on_sleep(void *ctx) {
  count_hit_of_process(bpf_get_attach_cookie(ctx));
  return 0;
}
