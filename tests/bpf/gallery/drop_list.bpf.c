// SPDX-License-Identifier: GPL-2.0
// Drops packets that come from some networks, and counts what it drops. A few
// may be told in a file with lines like `networks[0] = 192.0.2.0/24`, many as
// elements of a map:
//
//     skep run drop_list.o --attach 'drop=xdp dev eth0' --set-file
//     networks.conf skep run drop_list.o --attach 'drop=xdp dev eth0' --watch
//     denied
//       --map-set denied 192.0.2.0/24 '{"packets":0,"bytes":0}'
#include "packets.h"

struct prefix {
  __u32 bits;
  __u8 address[4];
};

OPTION(struct prefix, networks[8], "networks whose packets are dropped");
OPTION(bool, only_counts, "count what is denied, but let it pass");

struct {
  __uint(type, BPF_MAP_TYPE_LPM_TRIE);
  __uint(max_entries, 65536);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, struct prefix);
  __type(value, struct traffic);
} denied SEC(".maps");

struct traffic dropped[8] TAG("what was dropped of each of the networks");
struct traffic passed TAG("what was let through");

static __always_inline bool is_in(__u32 address,
                                  const volatile struct prefix* network) {
  __u32 first = *(const volatile __u32*)network->address;
  __u32 bits = network->bits;

  if (!bits || bits > 32) return false;
  return !(bpf_ntohl(address ^ first) >> (32 - bits));
}

// Return what counts the packets from an address; null if it is not denied.
static __always_inline struct traffic* find_denied(__u32 address) {
  struct prefix source = {.bits = 32};

  for (int i = 0; i < 8; ++i)
    if (is_in(address, &networks[i])) return &dropped[i];
  __builtin_memcpy(source.address, &address, sizeof source.address);
  return bpf_map_lookup_elem(&denied, &source);
}

SEC("xdp")
int drop(struct xdp_md* packet) {
  struct iphdr* ip = find_header(packet, ETH_P_IP, sizeof *ip);
  struct traffic* traffic = ip ? find_denied(ip->saddr) : NULL;
  __u64 size = size_of(packet);

  if (traffic) count(traffic, size);
  if (traffic && !only_counts) return XDP_DROP;
  count(&passed, size);
  return XDP_PASS;
}
