// SPDX-License-Identifier: GPL-2.0
// What the verifier says to those that may load programs (CAP_BPF), but may not
// see where the kernel's memory is (CAP_PERFMON).
#include "refused.h"

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 4);
  __type(key, __u32);
  __type(value, __u64);
} values SEC(".maps");

REFUSED("socket", pointer_leak, "r0 = r10; exit;")
REFUSED("socket", pointer_leak__map,
        LOOKUP(values) "*(u64 *)(r0 + 0) = r10;" RETURN_0, LOOKUP_IN(values))
REFUSED("socket", pointer_comparison, "if r10 == 5 goto +0;" RETURN_0)
REFUSED("socket", unprivileged_stack,
        "r6 = *(u32 *)(r1 + 0); r6 &= 8; r6 -= 16; r2 = r10; r2 += r6; r1 = 0;"
        "*(u64 *)(r10 - 8) = r1; *(u64 *)(r10 - 16) = r1;"
        "r0 = *(u64 *)(r2 + 0); exit;")
REFUSED("socket", unprivileged_pointer,
        LOOKUP(values) "r1 = *(u64 *)(r0 + 0); r2 = 0; if r1 s> 4 goto +2;"
                       "if r1 s< -4 goto +1; r0 += r1;" RETURN_0,
        LOOKUP_IN(values))
REFUSED("socket", stack_uninitialized,
        "r1 = 0; *(u64 *)(r10 - 16) = r1; r0 = *(u64 *)(r10 - 8); exit;")
REFUSED("socket", spilled_pointer,
        "*(u64 *)(r10 - 8) = r1; r2 = 0; *(u8 *)(r10 - 8) = r2;" RETURN_0)
REFUSED("socket", capability, "r1 = %[values] ll; r0 = *(u32 *)(r1 + 0); exit;",
        ADDRESS(values))

char LICENSE[] SEC("license") = "GPL";
