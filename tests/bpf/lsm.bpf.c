// SPDX-License-Identifier: GPL-2.0
// A security module that denies something to the watched process.
#include "hits.h"

SEC("lsm/task_getpgid")
int deny_getpgid(void *ctx) { return count_hit_of_process(0) ? -13 : 0; }
