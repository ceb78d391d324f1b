// SPDX-License-Identifier: GPL-2.0
// A map that libbpf pins at /sys/fs/bpf/by_name, or takes from there.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __uint(pinning, LIBBPF_PIN_BY_NAME);
  __type(key, __u32);
  __type(value, __u32);
} by_name SEC(".maps");

SEC("xdp")
int looks_up(struct xdp_md* ctx) {
  __u32 key = 0;
  return bpf_map_lookup_elem(&by_name, &key) ? XDP_PASS : XDP_DROP;
}

char LICENSE[] SEC("license") = "GPL";
