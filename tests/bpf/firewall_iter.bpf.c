// Prints the map of firewall.bpf.c, a line for each port.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

#pragma clang attribute push(__attribute__((preserve_access_index)), \
                             apply_to = record)
struct seq_file;
struct bpf_map;
struct bpf_iter_meta {
  struct seq_file *seq;
};
struct bpf_iter__bpf_map_elem {
  struct bpf_iter_meta *meta;
  struct bpf_map *map;
  void *key;
  void *value;
};
#pragma clang attribute pop

struct verdict {
  __u64 packets;
  __u64 bytes;
};

SEC("iter/bpf_map_elem")
int print_port(struct bpf_iter__bpf_map_elem *ctx) {
  struct seq_file *seq = ctx->meta->seq;
  struct verdict *verdict = ctx->value;
  __u16 *port = ctx->key;

  if (!port || !verdict) return 0;
  BPF_SEQ_PRINTF(seq, "port %u: %llu packets, %llu bytes dropped\n", *port,
                 verdict->packets, verdict->bytes);
  return 0;
}
