// SPDX-License-Identifier: GPL-2.0
// Global variables in an arena.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#define __arena __attribute__((address_space(1)))

struct {
  __uint(type, BPF_MAP_TYPE_ARENA);
  __uint(map_flags, BPF_F_MMAPABLE);
  __uint(max_entries, 4);
} arena SEC(".maps");

int __arena shared_count SEC(".addr_space.1");
int __arena shared_limit SEC(".addr_space.1") = 9;

SEC("socket")
int touch(void *ctx) {
  (void)ctx;
  shared_count = shared_limit;
  return 0;
}

char _license[] SEC("license") = "GPL";
