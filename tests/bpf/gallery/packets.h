// Packets as XDP sees them, and what is counted of them.
#pragma once

#include "gallery.h"

// clang-format off
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
// clang-format on

struct traffic {
  __u64 packets;
  __u64 bytes;
};

static __always_inline __u64 size_of(const struct xdp_md* packet) {
  return packet->data_end - packet->data;
}

// Return the header behind the Ethernet header, if it has this protocol and
// `size` bytes are there; else null.
static __always_inline void* find_header(const struct xdp_md* packet,
                                         __u16 protocol, __u64 size) {
  void* end = (void*)(long)packet->data_end;
  struct ethhdr* ethernet = (void*)(long)packet->data;
  void* header = ethernet + 1;

  if (header > end || ethernet->h_proto != bpf_htons(protocol)) return NULL;
  return header + size > end ? NULL : header;
}

static __always_inline void count(struct traffic* traffic, __u64 size) {
  __sync_fetch_and_add(&traffic->packets, 1);
  __sync_fetch_and_add(&traffic->bytes, size);
}
