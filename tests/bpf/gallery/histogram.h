// A map of how often times came up, by powers of two.
#pragma once

#include "gallery.h"

// The key is the least time of a row, in microseconds.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 64);
  __type(key, __u64);
  __type(value, __u64);
} microseconds SEC(".maps");

// Return the largest power of two that is not above `number`; 0 for 0.
static __always_inline __u64 power_below(__u64 number) {
  __u64 power = 1;

  if (!number) return 0;
  for (int bits = 32; bits; bits /= 2)
    if (number >> bits) {
      number >>= bits;
      power <<= bits;
    }
  return power;
}

static __always_inline void count_time(__u64 nanoseconds) {
  __u64 key = power_below(nanoseconds / 1000);
  __u64 one = 1;
  __u64* count = bpf_map_lookup_elem(&microseconds, &key);

  // Another CPU may have added the row meanwhile.
  if (!count) {
    if (!bpf_map_update_elem(&microseconds, &key, &one, BPF_NOEXIST)) return;
    count = bpf_map_lookup_elem(&microseconds, &key);
  }
  if (count) __sync_fetch_and_add(count, 1);
}
