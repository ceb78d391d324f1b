// SPDX-License-Identifier: GPL-2.0
// What the verifier says of a program whose license is none of the GPL's kind.
#include "refused.h"

SEC("?tp") int gpl_only(void* ctx) {
  char data[8];
  return bpf_probe_read_kernel(data, sizeof data, ctx);
}

char LICENSE[] SEC("license") = "Proprietary";
