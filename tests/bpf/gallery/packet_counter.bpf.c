// SPDX-License-Identifier: GPL-2.0
// Counts the packets that come in by their protocols:
//
//     skep run packet_counter.o --attach 'count_packet=xdp dev eth0'
#include "packets.h"

// Those that have names; others are numbers.
enum protocol {
  no_ip = -1,
  icmp = 1,
  igmp = 2,
  tcp = 6,
  udp = 17,
  esp = 50,
  icmp6 = 58,
  sctp = 132,
};

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_HASH);
  __uint(max_entries, 257);
  __type(key, enum protocol);
  __type(value, struct traffic);
} protocols SEC(".maps");

static __always_inline enum protocol protocol_of(const struct xdp_md* packet) {
  struct iphdr* v4 = find_header(packet, ETH_P_IP, sizeof *v4);
  struct ipv6hdr* v6 = find_header(packet, ETH_P_IPV6, sizeof *v6);

  if (v4) return v4->protocol;
  return v6 ? v6->nexthdr : no_ip;
}

SEC("xdp")
int count_packet(struct xdp_md* packet) {
  enum protocol protocol = protocol_of(packet);
  struct traffic first = {.packets = 1, .bytes = size_of(packet)};
  struct traffic* traffic = bpf_map_lookup_elem(&protocols, &protocol);

  if (traffic)
    count(traffic, first.bytes);
  else
    bpf_map_update_elem(&protocols, &protocol, &first, BPF_NOEXIST);
  return XDP_PASS;
}
