// SPDX-License-Identifier: GPL-2.0
// A program whose log is longer than what libbpf has room for at first, 16 MiB.
#include "refused.h"

SEC("socket") ASSEMBLY int long_way() {
  asm volatile(
      "r6 = 0; 1: r6 += 1; .rept 4000; r0 = r6; .endr;"
      "if r6 < 100 goto 1b; r0 = r7; exit;");
}

char LICENSE[] SEC("license") = "GPL";
