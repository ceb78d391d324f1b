// SPDX-License-Identifier: GPL-2.0
// A program and no map.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("socket")
int pass(void *ctx) {
  (void)ctx;
  return 0;
}

char _license[] SEC("license") = "GPL";
