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

enum mood { CALM, LOUD = 7 };

struct row {
  __u64 number;
  char name[6];
  __s16 delta;
  enum mood mood;
  __u32 low : 3;
  __u32 high : 5;
  struct {
    __u8 x, y;
  } place[2];
};

// Compilers leave out the types of local variables.
const struct row *row_type;

static void write_row(struct seq_file *seq, __u64 number, const char *name,
                      int size) {
  struct row row = {.number = number, .delta = -1 * (int)number, .mood = LOUD};
  row.low = number & 7;
  row.high = 31;
  row.place[1].y = 9;
  bpf_probe_read_kernel_str(row.name, sizeof(row.name), name);
  bpf_seq_write(seq, &row, size);
}

// Three rows, once for the whole output.
SEC("iter/bpf_map")
int rows(struct bpf_iter__bpf_map *ctx) {
  if (ctx->map) return 0;
  write_row(ctx->meta->seq, 1, "first", sizeof(struct row));
  write_row(ctx->meta->seq, 2, "a,\nb", sizeof(struct row));
  write_row(ctx->meta->seq, 3, "third one", sizeof(struct row));
  return 0;
}

// A row, and the beginning of another one.
SEC("iter/bpf_map")
int half_a_row(struct bpf_iter__bpf_map *ctx) {
  if (ctx->map) return 0;
  write_row(ctx->meta->seq, 1, "first", sizeof(struct row));
  write_row(ctx->meta->seq, 2, "second", 5);
  return 0;
}
