// The beginning of what every iterator is given.
#pragma once

// libbpf's headers need the kernel's before them.
// clang-format off
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
// clang-format on

#define KERNEL_STRUCT __attribute__((preserve_access_index))

struct seq_file;

struct bpf_iter_meta {
  struct seq_file* seq;
} KERNEL_STRUCT;

char LICENSE[] SEC("license") = "GPL";
