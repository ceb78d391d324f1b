// SPDX-License-Identifier: GPL-2.0
// Drops packets that come from some networks, and counts what it drops:
//
//     skep run drop_list.o --attach drop=xdp:eth0 \
//       --map-set denied 192.0.2.0/24 0 --watch denied
#include "packets.h"

struct prefix {
  __u32 bits;
  __u8 address[4];
};

struct {
  __uint(type, BPF_MAP_TYPE_LPM_TRIE);
  __uint(max_entries, 65536);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, struct prefix);
  __type(value, struct traffic);
} denied SEC(".maps");

OPTION(bool, only_counts, "count what is denied, but let it pass");

struct traffic dropped TAG("what was dropped of all networks");
struct traffic passed TAG("what was let through");

SEC("xdp")
int drop(struct xdp_md* packet) {
  struct iphdr* ip = find_header(packet, ETH_P_IP, sizeof *ip);
  struct prefix source = {.bits = 32};
  __u64 size = size_of(packet);
  struct traffic* traffic = NULL;

  if (ip) {
    __builtin_memcpy(source.address, &ip->saddr, sizeof source.address);
    traffic = bpf_map_lookup_elem(&denied, &source);
  }
  if (traffic) count(traffic, size);
  if (!traffic || only_counts) {
    count(&passed, size);
    return XDP_PASS;
  }
  count(&dropped, size);
  return XDP_DROP;
}
