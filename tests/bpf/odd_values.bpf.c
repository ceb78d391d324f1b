// SPDX-License-Identifier: GPL-2.0
// Values that bpftool shows in its own way.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

enum level { low, high = 4000000000U };

struct graded {
  enum level level;
  int after;
};

struct measured {
  float amount;
  int after;
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct graded);
} graded SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct measured);
} measured SEC(".maps");

char LICENSE[] SEC("license") = "GPL";
