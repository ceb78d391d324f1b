// SPDX-License-Identifier: GPL-2.0
// Prints the ids of cgroups.
#include "iter.h"

struct kernfs_node {
  __u64 id;
} KERNEL_STRUCT;

struct cgroup {
  struct kernfs_node *kn;
} KERNEL_STRUCT;

struct bpf_iter__cgroup {
  struct bpf_iter_meta *meta;
  struct cgroup *cgroup;
} KERNEL_STRUCT;

SEC("iter/cgroup")
int print_cgroup(struct bpf_iter__cgroup *ctx) {
  struct seq_file *seq = ctx->meta->seq;
  struct cgroup *cgroup = ctx->cgroup;
  if (!cgroup) return 0;
  BPF_SEQ_PRINTF(seq, "%llu\n", cgroup->kn->id);
  return 0;
}
