// SPDX-License-Identifier: GPL-2.0
// Keeps the arguments with which a static probe was passed last.
// clang-format off
#include <linux/ptrace.h>
#include <stdbool.h>
#include "hits.h"
#include <bpf/usdt.bpf.h>
// clang-format on

#define MOST 4

struct seen {
  long count;
  long arguments[MOST];
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct seen);
} seen SEC(".maps");

SEC("usdt")
int on_probe(struct pt_regs* ctx) {
  __u32 key = 0;
  struct seen* last = bpf_map_lookup_elem(&seen, &key);
  if (!last || !count_hit_of_process(bpf_usdt_cookie(ctx))) return 0;
  last->count = bpf_usdt_arg_cnt(ctx);
  for (int i = 0; i < MOST; ++i) {
    long argument = 0;
    bpf_usdt_arg(ctx, i, &argument);
    last->arguments[i] = argument;
  }
  return 0;
}

// The same, for kernels and loaders that know no links to many places.
SEC("uprobe")
int on_place(struct pt_regs* ctx) {
  count_hit_of_process(bpf_usdt_cookie(ctx));
  return 0;
}
