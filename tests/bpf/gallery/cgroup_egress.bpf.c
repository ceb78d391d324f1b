// SPDX-License-Identifier: GPL-2.0
// Counts what the processes of a control group send, and, if it is told to,
// stops them when that is too much:
//
//     skep run cgroup_egress.o --watch sent --set most_bytes=1000000
//       --attach 'count_sent=cgroup /sys/fs/cgroup/app egress'
#include "gallery.h"

struct sent {
  __u64 packets;
  __u64 bytes;
  __u64 refused;
} sent TAG("what the processes have sent");

OPTION(__u64, most_bytes, "refuse what goes beyond so many bytes; 0: nothing");

SEC("cgroup_skb/egress")
int count_sent(struct __sk_buff* packet) {
  if (most_bytes && sent.bytes + packet->len > most_bytes) {
    __sync_fetch_and_add(&sent.refused, 1);
    return 0;
  }
  __sync_fetch_and_add(&sent.packets, 1);
  __sync_fetch_and_add(&sent.bytes, packet->len);
  return 1;
}
