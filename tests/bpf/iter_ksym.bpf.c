// SPDX-License-Identifier: GPL-2.0
// Prints a line for every symbol of the kernel: some hundred thousand.
#include "iter.h"

struct bpf_iter__ksym {
  struct bpf_iter_meta *meta;
  void *ksym;
} KERNEL_STRUCT;

SEC("iter/ksym")
int print_line(struct bpf_iter__ksym *ctx) {
  struct seq_file *seq = ctx->meta->seq;
  if (ctx->ksym) BPF_SEQ_PRINTF(seq, "a symbol of the kernel\n");
  return 0;
}
