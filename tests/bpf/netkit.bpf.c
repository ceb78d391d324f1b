// SPDX-License-Identifier: GPL-2.0
// Counts the packets that leave a container by its netkit device.
#include "hits.h"

SEC("netkit/primary")
int count_packet(struct __sk_buff *skb) {
  count_hit();
  return 0;
}
