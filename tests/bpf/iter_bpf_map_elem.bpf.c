// SPDX-License-Identifier: GPL-2.0
// Prints the elements of a map with keys and values of 4 bytes.
#include "iter.h"

struct bpf_iter__bpf_map_elem {
  struct bpf_iter_meta *meta;
  void *key;
  void *value;
} KERNEL_STRUCT;

SEC("iter/bpf_map_elem")
int print_element(struct bpf_iter__bpf_map_elem *ctx) {
  struct seq_file *seq = ctx->meta->seq;
  __u32 *key = ctx->key;
  __u32 *value = ctx->value;
  if (!key || !value) return 0;
  BPF_SEQ_PRINTF(seq, "%u=%u\n", *key, *value);
  return 0;
}
