// SPDX-License-Identifier: GPL-2.0
// What the verifier says of the way through a program: loops, jumps, calls of
// functions, the stack that they take, what is returned.
#include "refused.h"

struct {
  __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
  __uint(max_entries, 4);
  __type(key, __u32);
  __type(value, __u32);
} jumps SEC(".maps");

// ---- loops and jumps --------------------------------------------------------
REFUSED("socket", endless_loop, "r0 = 0; if r1 == 0 goto +1; goto -2; exit;")
// Few turns of many instructions: old kernels take minutes for the contrary.
REFUSED("socket", too_many_instructions,
        "r6 = 0; 1: r6 += 1; .rept 4000; r0 = 1; .endr;"
        "if r6 < 10000 goto 1b;" RETURN_0)
REFUSED("socket", too_many_branches,
        "call %[get_prandom_u32]; r6 = r0; call %[get_prandom_u32]; r7 = r0;"
        ".rept 8200; if r6 > r7 goto +0; .endr;" RETURN_0,
        HELPER(get_prandom_u32))
REFUSED("socket", unreachable_code, "r0 = 0; exit; r0 = 1; exit;")
REFUSED("socket", unreachable_code__loop, "r0 = 0; goto -1; exit;")
REFUSED("socket", jump_range, "r0 = 0; goto +100; exit;")
REFUSED("socket", jump_into_constant,
        "r0 = 0; if r0 == 0 goto +1; r0 = 1 ll; exit;")
REFUSED("socket", no_exit, "r0 = 0; r1 = 1;")

// ---- instructions -----------------------------------------------------------
REFUSED("socket", malformed_instruction, ".8byte 0xff; exit;")
REFUSED("socket", malformed_instruction__reserved, ".8byte 0x20b7; exit;")
REFUSED("socket", malformed_instruction__half, ".8byte 0x18; exit; exit;")
REFUSED("socket", register_number, ".8byte 0x0bb7; exit;")
REFUSED("socket", indirect_jump, "r0 = 0; r1 = 0; .8byte 0x010d; exit;")
REFUSED("xdp", packet_load, ".8byte 0x30; exit;")
REFUSED("socket", packet_load__register, "r6 = 0; .8byte 0x30; exit;")

// ---- functions --------------------------------------------------------------
// A function that calls the next one: more than any kernel allows.
#define CALL(from, to) \
  static ASSEMBLY int from(void) { asm volatile("call " #to ";" RETURN_0); }
static ASSEMBLY int call_nothing(void) { asm volatile(RETURN_0); }
CALL(call_17, call_nothing)
CALL(call_16, call_17)
CALL(call_15, call_16)
CALL(call_14, call_15)
CALL(call_13, call_14)
CALL(call_12, call_13)
CALL(call_11, call_12)
CALL(call_10, call_11)
CALL(call_9, call_10)
CALL(call_8, call_9)
CALL(call_7, call_8)
CALL(call_6, call_7)
CALL(call_5, call_6)
CALL(call_4, call_5)
CALL(call_3, call_4)
CALL(call_2, call_3)
CALL(call_1, call_2)
REFUSED("socket", call_depth, "call call_1;" RETURN_0)

// Since Linux 6.12 this is a call stack that is too deep, too.
CALL(call_itself, call_itself)
REFUSED("socket", back_edge, "call call_itself; exit;")

static ASSEMBLY int fill_stack(void) {
  asm volatile("r1 = 0; *(u64 *)(r10 - 512) = r1;" RETURN_0);
}
REFUSED("socket", stack_size,
        "r6 = 0; *(u64 *)(r10 - 16) = r6; call fill_stack;" RETURN_0)

static ASSEMBLY int call_tail(void) {
  asm volatile("r2 = %[jumps] ll; r3 = 0; call %[tail_call];" RETURN_0  //
               ::ADDRESS(jumps),
               HELPER(tail_call));
}
REFUSED("tc", tail_call_stack,
        "r6 = 0; *(u64 *)(r10 - 264) = r6; call call_tail;" RETURN_0)

static __attribute__((noinline)) void call_tail_for_nothing(void* ctx) {
  bpf_tail_call(ctx, &jumps, 0);
}
SEC("?tc") int tail_call_place(void* ctx) {
  call_tail_for_nothing(ctx);
  return 0;
}

__attribute__((noinline)) int read_number(int* number) { return *number; }
SEC("?tc") int null_access__global(void* ctx) {
  int number = 0;
  return read_number(&number);
}

SEC("?tc") int global_function_argument(void* ctx) {
  return read_number((int*)8);
}

// ---- results ----------------------------------------------------------------
REFUSED("cgroup/skb", return_value, "r0 = 7; exit;")
REFUSED("cgroup/skb", return_value__unknown, "call %[get_prandom_u32]; exit;",
        HELPER(get_prandom_u32))

ASSEMBLY int return_pointer(void) { asm volatile("r0 = r10; exit;"); }
REFUSED("socket", function_return, "call return_pointer;" RETURN_0)

static ASSEMBLY int return_5(void) { asm volatile("r0 = 5; exit;"); }
REFUSED("socket", callback_return,
        "r1 = 10; r2 = %[return_5] ll; r3 = 0; r4 = 0; call %[loop];" RETURN_0,
        ADDRESS(return_5), HELPER(loop))

char LICENSE[] SEC("license") = "GPL";
