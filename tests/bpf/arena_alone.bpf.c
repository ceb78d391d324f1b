// SPDX-License-Identifier: GPL-2.0
// An arena without variables, at an address of the program's choice.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_ARENA);
  __uint(map_flags, BPF_F_MMAPABLE);
  __uint(max_entries, 4);
  __ulong(map_extra, 1ULL << 44);
} arena SEC(".maps");

SEC("socket")
int touch(void *ctx) { return ctx == &arena; }

char _license[] SEC("license") = "GPL";
