// How often a program ran, for the tests to read; it counts only for the
// process `watched`, or for all when that is 0.
#pragma once

// libbpf's headers need the kernel's before them.
// clang-format off
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
// clang-format on

struct hits {
  __u64 count;
  __u64 cookie;
  __u32 watched;
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct hits);
} hits SEC(".maps");

static __always_inline struct hits* find_hits(void) {
  __u32 key = 0;
  return bpf_map_lookup_elem(&hits, &key);
}

static __always_inline void count_hit(void) {
  struct hits* found = find_hits();
  if (found) __sync_fetch_and_add(&found->count, 1);
}

// Count only what the watched process does; return whether it was that one.
static __always_inline int count_hit_of_process(__u64 cookie) {
  struct hits* found = find_hits();
  if (!found) return 0;
  if (found->watched && found->watched != bpf_get_current_pid_tgid() >> 32)
    return 0;
  found->cookie = cookie;
  __sync_fetch_and_add(&found->count, 1);
  return 1;
}

char LICENSE[] SEC("license") = "GPL";
