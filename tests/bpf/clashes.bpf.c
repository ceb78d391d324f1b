// SPDX-License-Identifier: GPL-2.0
// Sections and a map whose names become the same word in C.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

int zero;
int one SEC(".data.x.y") = 1;
int two SEC(".data.x_y") = 2;

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, int);
  __type(value, int);
} bss SEC(".maps");

SEC("socket")
int sum(void *ctx) {
  (void)ctx;
  zero = one + two;
  return 0;
}

char _license[] SEC("license") = "GPL";
