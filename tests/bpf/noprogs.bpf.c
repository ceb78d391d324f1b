// SPDX-License-Identifier: GPL-2.0
// A map and no program.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 4);
  __type(key, int);
  __type(value, long);
} numbers SEC(".maps");

char _license[] SEC("license") = "GPL";
