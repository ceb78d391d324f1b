// SPDX-License-Identifier: GPL-2.0
// An iterator that is not the first program.
#include "iter.h"

SEC("socket")
int other(void *ctx) { return 0; }

struct bpf_iter__task {
  struct bpf_iter_meta *meta;
} KERNEL_STRUCT;

SEC("iter/task")
int each_task(struct bpf_iter__task *ctx) { return 0; }
