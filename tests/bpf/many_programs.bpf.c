// SPDX-License-Identifier: GPL-2.0
// More programs than a loader program can load: 33.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#define PROGRAM(n) \
  SEC("socket") int program_##n(void* ctx) { return n; }
#define TEN_PROGRAMS(n)                                                 \
  PROGRAM(n##0)                                                         \
  PROGRAM(n##1) PROGRAM(n##2) PROGRAM(n##3) PROGRAM(n##4) PROGRAM(n##5) \
      PROGRAM(n##6) PROGRAM(n##7) PROGRAM(n##8) PROGRAM(n##9)

TEN_PROGRAMS(1)
TEN_PROGRAMS(2)
TEN_PROGRAMS(3)
PROGRAM(40)
PROGRAM(41)
PROGRAM(42)

char LICENSE[] SEC("license") = "GPL";
