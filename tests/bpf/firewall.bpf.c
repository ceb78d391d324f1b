// Drops UDP packets to the ports in `blocked`, and counts them there.
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/udp.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct verdict {
  __u64 packets;
  __u64 bytes;
};

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 64);
  __type(key, __u16);
  __type(value, struct verdict);
} blocked SEC(".maps");

const volatile __u16 always_blocked = 0;
__u64 seen = 0;

// The IPv4 and UDP headers of a packet, as far as they are there.
struct headers {
  struct ethhdr eth;
  struct iphdr ip;
  struct udphdr udp;
} __attribute__((packed));

SEC("xdp")
int firewall(struct xdp_md *ctx) {
  void *end = (void *)(long)ctx->data_end;
  struct headers *packet = (void *)(long)ctx->data;
  struct verdict *verdict;
  __u16 port;

  if ((void *)(packet + 1) > end) return XDP_PASS;
  if (packet->eth.h_proto != bpf_htons(ETH_P_IP)) return XDP_PASS;
  if (packet->ip.ihl != 5 || packet->ip.protocol != IPPROTO_UDP)
    return XDP_PASS;
  __sync_fetch_and_add(&seen, 1);
  port = bpf_ntohs(packet->udp.dest);
  if (always_blocked && port == always_blocked) return XDP_DROP;
  verdict = bpf_map_lookup_elem(&blocked, &port);
  if (!verdict) return XDP_PASS;
  __sync_fetch_and_add(&verdict->packets, 1);
  __sync_fetch_and_add(&verdict->bytes, end - (void *)packet);
  return XDP_DROP;
}
