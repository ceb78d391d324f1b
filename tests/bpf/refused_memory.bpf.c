// SPDX-License-Identifier: GPL-2.0
// What the verifier says of memory and pointers.
#include "refused.h"

struct pair {
  __u64 numbers[2];
};

#define ARRAY(name, flags)            \
  struct {                            \
    __uint(type, BPF_MAP_TYPE_ARRAY); \
    __uint(max_entries, 4);           \
    __uint(map_flags, flags);         \
    __type(key, __u32);               \
    __type(value, struct pair);       \
  } name SEC(".maps")

ARRAY(values, 0);
ARRAY(only_read, BPF_F_RDONLY_PROG);
ARRAY(only_written, BPF_F_WRONLY_PROG);

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} events SEC(".maps");

int variable = 1;

// r0 = a record of 8 bytes, or null.
#define RESERVE "r1 = %[events] ll; r2 = 8; r3 = 0; call %[ringbuf_reserve];"
#define RESERVED ADDRESS(events), HELPER(ringbuf_reserve)

// A dynptr at r10 - 16.
#define RESERVE_DYNPTR                 \
  "r1 = %[events] ll; r2 = 8; r3 = 0;" \
  "r4 = r10; r4 += -16; call %[ringbuf_reserve_dynptr];"
#define RESERVED_DYNPTR ADDRESS(events), HELPER(ringbuf_reserve_dynptr)

// ---- what is accessed -------------------------------------------------------
REFUSED("socket", scalar_access, "r1 = 64; r0 = *(u64 *)(r1 + 0); exit;")
REFUSED("socket", null_access, FIND(values) "r0 = *(u64 *)(r0 + 0); exit;",
        LOOKUP_IN(values))
REFUSED("socket", null_access__record, RESERVE "r0 = *(u64 *)(r0 + 0); exit;",
        RESERVED)
REFUSED("cgroup/skb", null_access__socket,
        "r1 = *(u64 *)(r1 + 168); r1 = *(u32 *)(r1 + 4);" RETURN_0)
REFUSED("xdp", pointer_access,
        "r1 = *(u32 *)(r1 + 4); r0 = *(u8 *)(r1 + 0); exit;")
REFUSED("socket", kernel_type_write__map,
        "r1 = %[values] ll; *(u64 *)(r1 + 0) = r1;" RETURN_0, ADDRESS(values))
REFUSED("socket", register_uninitialized, "r0 = r7; exit;")
REFUSED("socket", register_uninitialized__lost,
        "call %[get_prandom_u32]; r0 = r1; exit;", HELPER(get_prandom_u32))
REFUSED("xdp", register_uninitialized__returned, "r6 = 1; exit;")
REFUSED("socket", frame_pointer, "r10 = 0;" RETURN_0)

// ---- bounds -----------------------------------------------------------------
REFUSED("xdp", packet_bounds,
        "r1 = *(u32 *)(r1 + 0); r0 = *(u8 *)(r1 + 12); exit;")
REFUSED("socket", map_value_bounds,
        LOOKUP(values) "r0 = *(u64 *)(r0 + 16); exit;", LOOKUP_IN(values))
REFUSED("socket", map_value_bounds__before,
        LOOKUP(values) "r0 = *(u64 *)(r0 - 8); exit;", LOOKUP_IN(values))
REFUSED("socket", memory_bounds,
        RESERVE
        "if r0 == 0 goto +4; r1 = 0; *(u64 *)(r0 + 8) = r1; r1 = r0;"
        "r2 = 0; call %[ringbuf_submit];" RETURN_0,
        RESERVED, HELPER(ringbuf_submit))
REFUSED("socket", offset_unbounded,
        LOOKUP(values) "r1 = *(u32 *)(r0 + 0); r0 += r1;"
                       "r0 = *(u8 *)(r0 + 0);" RETURN_0,
        LOOKUP_IN(values))
REFUSED("socket", offset_too_large,
        LOOKUP(values) "r1 = *(u8 *)(r0 + 0); r0 += r1;"
                       "r0 = *(u8 *)(r0 + 0);" RETURN_0,
        LOOKUP_IN(values))
REFUSED("socket", offset_negative,
        LOOKUP(values) "r1 = *(u8 *)(r0 + 0); r1 -= 8; r0 += r1;"
                       "r0 = *(u8 *)(r0 + 0);" RETURN_0,
        LOOKUP_IN(values))
REFUSED("raw_tracepoint.w/sys_enter", buffer_bounds,
        "r1 = *(u64 *)(r1 + 0); r0 = *(u64 *)(r1 - 8);" RETURN_0)
REFUSED("cgroup/skb", object_bounds,
        "r1 = *(u64 *)(r1 + 168); if r1 == 0 goto +1;"
        "r1 = *(u32 *)(r1 + 400);" RETURN_0)
REFUSED("flow_dissector", object_bounds__keys,
        "r1 = *(u64 *)(r1 + 144); r0 = *(u32 *)(r1 + 200); exit;")
REFUSED("socket", direct_value, "r1 = %[variable] + 4096 ll;" RETURN_0,
        ADDRESS(variable))

// ---- what may be written ----------------------------------------------------
REFUSED("socket", map_read_only,
        LOOKUP(only_read) "r1 = 0; *(u64 *)(r0 + 0) = r1;" RETURN_0,
        LOOKUP_IN(only_read))
REFUSED("socket", map_read_only__update,
        "r1 = 0; *(u64 *)(r10 - 8) = r1; *(u64 *)(r10 - 16) = r1;"
        "*(u64 *)(r10 - 24) = r1; r2 = r10; r2 += -8; r3 = r10; r3 += -24;"
        "r4 = 0; r1 = %[only_read] ll; call %[map_update_elem];" RETURN_0,
        ADDRESS(only_read), HELPER(map_update_elem))
REFUSED("socket", map_write_only,
        LOOKUP(only_written) "r0 = *(u64 *)(r0 + 0);" RETURN_0,
        LOOKUP_IN(only_written))
REFUSED("lwt_in", packet_read_only,
        "r2 = *(u32 *)(r1 + 76); r3 = *(u32 *)(r1 + 80); r4 = r2; r4 += 1;"
        "if r4 > r3 goto +2; r5 = 0; *(u8 *)(r2 + 0) = r5;" RETURN_0)
REFUSED("cgroup/skb", read_only_memory,
        "r1 = *(u64 *)(r1 + 168); if r1 == 0 goto +2; r2 = 0;"
        "*(u32 *)(r1 + 4) = r2;" RETURN_0)
REFUSED("socket", atomic_operation,
        "r2 = 1; lock *(u64 *)(r1 + 0) += r2;" RETURN_0)

// ---- the stack --------------------------------------------------------------
REFUSED("socket", stack_bounds, "r1 = 0; *(u64 *)(r10 - 520) = r1;" RETURN_0)
REFUSED("socket", stack_bounds__read, "r0 = *(u64 *)(r10 + 8); exit;")
REFUSED("socket", stack_bounds__helper,
        "r1 = %[values] ll; r2 = r10; r2 += -2; call %[map_lookup_elem];"  //
        RETURN_0,
        LOOKUP_IN(values))
REFUSED("socket", stack_unknown_offset,
        "r6 = *(u32 *)(r1 + 0); r2 = r10; r2 += r6; r1 = 0;"
        "*(u8 *)(r2 + 0) = r1;" RETURN_0)
REFUSED("socket", stack_unknown_offset__bounded,
        "r6 = *(u32 *)(r1 + 0); r6 &= 15; r6 -= 8; r2 = r10; r2 += r6;"
        "r1 = 0; *(u8 *)(r2 + 0) = r1;" RETURN_0)
REFUSED("socket", stack_uninitialized,
        RESERVE_DYNPTR
        "r6 = *(u64 *)(r10 - 16); r1 = r10; r1 += -16; r2 = 0;"
        "call %[ringbuf_discard_dynptr];" RETURN_0,
        RESERVED_DYNPTR, HELPER(ringbuf_discard_dynptr))
REFUSED("socket", spilled_pointer, "*(u32 *)(r10 - 8) = r1;" RETURN_0)
REFUSED("socket", spilled_pointer__part,
        "*(u64 *)(r10 - 8) = r1; r0 = *(u32 *)(r10 - 8); exit;")
REFUSED("socket", misaligned_access,
        "r1 = 0; *(u64 *)(r10 - 8) = r1; *(u64 *)(r10 - 16) = r1;"
        "r0 = *(u64 *)(r10 - 12); exit;")

static ASSEMBLY int return_stack(void) { asm volatile("r0 = r10; exit;"); }
REFUSED("socket", stack_returned, "call return_stack;" RETURN_0)

static ASSEMBLY int spill_to_caller(void) {
  asm volatile("*(u64 *)(r1 + 0) = r10;" RETURN_0);
}
REFUSED("socket", stack_of_caller,
        "r1 = r10; r1 += -8; call spill_to_caller;" RETURN_0)

// ---- the context ------------------------------------------------------------
REFUSED("socket", context_access, "r0 = *(u32 *)(r1 + 4096); exit;")
REFUSED("xdp", context_access__write, "r2 = 0; *(u32 *)(r1 + 0) = r2;" RETURN_0)
REFUSED("xdp", context_access__size, "r0 = *(u64 *)(r1 + 0); exit;")
REFUSED("xdp", modified_context, "r1 += 4; r0 = *(u32 *)(r1 + 0); exit;")
REFUSED("xdp", modified_context__variable,
        "r6 = r1; call %[get_prandom_u32]; r0 &= 4; r6 += r0;"
        "r0 = *(u32 *)(r6 + 0); exit;",
        HELPER(get_prandom_u32))

// ---- arithmetic -------------------------------------------------------------
REFUSED("xdp", pointer_math, "r1 *= 2;" RETURN_0)
REFUSED("xdp", pointer_math__map, "r1 = %[values] ll; r1 += 8;" RETURN_0,
        ADDRESS(values))
REFUSED("xdp", pointer_math__32, "w1 += 8;" RETURN_0)
REFUSED("xdp", pointer_math__subtract, "r2 = 8; r2 -= r1;" RETURN_0)
REFUSED("xdp", pointer_math__two, "r2 = r10; r2 += r1;" RETURN_0)
REFUSED("xdp", null_pointer_math, FIND(values) "r0 += 4;" RETURN_0,
        LOOKUP_IN(values))
REFUSED("xdp", pointer_range,
        "r1 = *(u32 *)(r1 + 0); r2 = 0x7fffffff ll; r1 += r2;" RETURN_0)
REFUSED("socket", pointer_range__unknown,
        LOOKUP(values) "r1 = *(u64 *)(r0 + 0); r0 += r1;" RETURN_0,
        LOOKUP_IN(values))
REFUSED("socket", shift_range, "r0 = 1; r0 <<= 64; exit;")
REFUSED("socket", division_by_zero, "r0 = 1; r0 /= 0; exit;")
// An address in an arena, without one.
REFUSED("socket", arena, ".8byte 0x00000001000111bf;" RETURN_0)

char LICENSE[] SEC("license") = "GPL";
