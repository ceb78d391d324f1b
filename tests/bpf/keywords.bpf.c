// SPDX-License-Identifier: GPL-2.0
// Names that are ordinary in C and reserved in C++.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

int private;
int this = 1;
int xor;
const volatile int requires = 1;
struct {
  int delete;
  int plain;
} namespace;

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, int);
  __type(value, int);
} class SEC(".maps");

SEC("socket")
int new(void *ctx) {
  (void)ctx;
  private += this + requires;
  xor += namespace.delete;
  return 0;
}

char _license[] SEC("license") = "GPL";
