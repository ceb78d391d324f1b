// SPDX-License-Identifier: GPL-2.0
// Iterators that print odd things, or none; tests choose one by its name.
#include "iter.h"

struct bpf_map;

struct bpf_iter__bpf_map {
  struct bpf_iter_meta *meta;
  struct bpf_map *map;
} KERNEL_STRUCT;

// Once for the whole output, after the last map.
SEC("iter/bpf_map")
int odd_bytes(struct bpf_iter__bpf_map *ctx) {
  static const char text[] = "first\n\n\xff\x01 \"quoted\"\nno line feed";
  struct seq_file *seq = ctx->meta->seq;
  if (!ctx->map) bpf_seq_write(seq, text, sizeof(text) - 1);
  return 0;
}

SEC("iter/bpf_map")
int nothing(struct bpf_iter__bpf_map *ctx) { return 0; }

// Asks for the same map again and again.
SEC("iter/bpf_map")
int stuck(struct bpf_iter__bpf_map *ctx) { return 1; }

// Prints more for one map than the kernel has room for.
SEC("iter/bpf_map")
int too_long(struct bpf_iter__bpf_map *ctx) {
  static const char line[512] = "line";
  struct seq_file *seq = ctx->meta->seq;
  for (int i = 0; i < 65; ++i) bpf_seq_write(seq, line, sizeof(line));
  return 0;
}

// The kernel loads it, but lets only some targets sleep.
SEC("iter.s/bpf_map")
int sleepable(struct bpf_iter__bpf_map *ctx) { return 0; }
