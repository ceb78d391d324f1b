// SPDX-License-Identifier: GPL-2.0
// A map that Linux has since 6.2: its keys are descriptors of control groups.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_CGRP_STORAGE);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, int);
  __type(value, __u64);
} per_cgroup SEC(".maps");

char _license[] SEC("license") = "GPL";
