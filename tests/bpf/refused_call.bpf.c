// SPDX-License-Identifier: GPL-2.0
// What the verifier says of calls of helpers: who may call which, with what,
// and what has to be given back.
#include "refused.h"

#define MAP(name, map_type, value_type) \
  struct {                              \
    __uint(type, map_type);             \
    __uint(max_entries, 1);             \
    __type(key, __u32);                 \
    __type(value, value_type);          \
  } name SEC(".maps")

struct locked_number {
  struct bpf_spin_lock lock;
  int number;
};
struct timed_number {
  struct bpf_timer timer;
};

MAP(values, BPF_MAP_TYPE_ARRAY, __u64);
MAP(locked, BPF_MAP_TYPE_ARRAY, struct locked_number);
MAP(timed, BPF_MAP_TYPE_ARRAY, struct timed_number);
MAP(timed_too, BPF_MAP_TYPE_ARRAY, struct timed_number);
MAP(jumps, BPF_MAP_TYPE_PROG_ARRAY, __u32);
MAP(absent, BPF_MAP_TYPE_ARRAY, __u64);
MAP(groups, BPF_MAP_TYPE_CGROUP_ARRAY, __u32);

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} events SEC(".maps");

#define STORAGE(name)                           \
  struct {                                      \
    __uint(type, BPF_MAP_TYPE_CGROUP_STORAGE);  \
    __type(key, struct bpf_cgroup_storage_key); \
    __type(value, __u64);                       \
  } name SEC(".maps")
STORAGE(storage);
STORAGE(storage_too);

char text[] = "changes";

// ---- which helper -----------------------------------------------------------
REFUSED("socket", helper_unknown, "call 12345; exit;")
REFUSED("xdp", helper_not_allowed, "call %[override_return];" RETURN_0,
        HELPER(override_return))
REFUSED("tp", sleepable_call,
        "r3 = 0; r2 = 8; r1 = r10; r1 += -8; call %[copy_from_user];" RETURN_0,
        HELPER(copy_from_user))
REFUSED("socket", map_for_helper,
        "r1 = %[values] ll; r2 = 8; r3 = 0; call %[ringbuf_reserve];" RETURN_0,
        ADDRESS(values), HELPER(ringbuf_reserve))
REFUSED("tc", map_for_helper__tail,
        "r2 = %[values] ll; r3 = 0; call %[tail_call];" RETURN_0,
        ADDRESS(values), HELPER(tail_call))
SEC("?uprobe.s") int map_for_sleepable(void* ctx) {
  return bpf_current_task_under_cgroup(&groups, 0);
}

REFUSED("tp", map_not_created,
        "r1 = %[absent] ll; r2 = r10; r2 += -8; call %[map_lookup_elem];"  //
        RETURN_0,
        LOOKUP_IN(absent))
// A descriptor that nobody has.
REFUSED("socket", map_descriptor,
        ".8byte 0x7fffffff00001018; .8byte 0;" RETURN_0)

// ---- which arguments --------------------------------------------------------
REFUSED("socket", argument_type,
        "r1 = 5; r2 = r10; call %[map_lookup_elem];" RETURN_0,
        HELPER(map_lookup_elem))
SEC("?tc") int argument_type__null(struct __sk_buff* ctx) {
  bpf_sk_release(ctx->sk);
  return 0;
}
REFUSED("tp", size_argument,
        LOOKUP(values) "r2 = *(u64 *)(r0 + 0); r1 = r0; r3 = r0;"
                       "call %[probe_read_kernel];" RETURN_0,
        LOOKUP_IN(values), HELPER(probe_read_kernel))
REFUSED("tp", size_argument__unsigned,
        LOOKUP(values) "r2 = *(u32 *)(r0 + 0); r1 = r0; r3 = r0;"
                       "call %[probe_read_kernel];" RETURN_0,
        LOOKUP_IN(values), HELPER(probe_read_kernel))
REFUSED("tp", zero_size,
        "r1 = r10; r1 += -8; r2 = 0; call %[get_current_comm];" RETURN_0,
        HELPER(get_current_comm))
REFUSED("socket", constant_argument,
        LOOKUP(values) "r2 = *(u64 *)(r0 + 0); r1 = %[events] ll; r3 = 0;"
                       "call %[ringbuf_reserve];" RETURN_0,
        LOOKUP_IN(values), ADDRESS(events), HELPER(ringbuf_reserve))
REFUSED("tp", constant_string,
        "r1 = r10; r1 += -8; r2 = 0; *(u64 *)(r10 - 8) = r2; r2 = 8;"
        "r3 = %[text] ll; call %[strncmp];" RETURN_0,
        ADDRESS(text), HELPER(strncmp))
REFUSED("lwt_in", packet_argument,
        "r6 = r1; r2 = *(u32 *)(r1 + 76); r3 = *(u32 *)(r1 + 80); r4 = r2;"
        "r4 += 8; if r4 > r3 goto +4; r1 = r6; r3 = r2; r2 = 0; r4 = 8;"
        "call %[skb_load_bytes];" RETURN_0,
        HELPER(skb_load_bytes))
static ASSEMBLY int read_beyond_key(void) {
  asm volatile("r0 = *(u64 *)(r2 + 8);" RETURN_0);
}
REFUSED("socket", map_key_bounds,
        "r1 = %[values] ll; r2 = %[read_beyond_key] ll; r3 = 0; r4 = 0;"
        "call %[for_each_map_elem];" RETURN_0,
        ADDRESS(values), ADDRESS(read_beyond_key), HELPER(for_each_map_elem))
__attribute__((noinline)) int everybodys(int i, void* data) { return 0; }
REFUSED("socket", callback_function,
        "r1 = 10; r2 = %[everybodys] ll; r3 = 0; r4 = 0; call %[loop];"  //
        RETURN_0,
        ADDRESS(everybodys), HELPER(loop))
SEC("?cgroup/skb") int storage_flags(void* ctx) {
  return bpf_get_local_storage(&storage, 1) != 0;
}
SEC("?cgroup/skb") int storage_twice(void* ctx) {
  return bpf_get_local_storage(&storage, 0) ==
         bpf_get_local_storage(&storage_too, 0);
}

// ---- what is held -----------------------------------------------------------
#define RESERVE "r1 = %[events] ll; r2 = 8; r3 = 0; call %[ringbuf_reserve];"
#define RESERVED ADDRESS(events), HELPER(ringbuf_reserve)
REFUSED("socket", unreleased_reference, RESERVE RETURN_0, RESERVED)
REFUSED("tc", unreleased_reference__tail,
        "r6 = r1;" RESERVE
        "r1 = r6; r2 = %[jumps] ll; r3 = 0;"
        "call %[tail_call];" RETURN_0,
        RESERVED, ADDRESS(jumps), HELPER(tail_call))
REFUSED("socket", reserved_offset,
        RESERVE
        "if r0 == 0 goto +4; r1 = r0; r1 += 4; r2 = 0;"
        "call %[ringbuf_submit];" RETURN_0,
        RESERVED, HELPER(ringbuf_submit))
SEC("?tc") int unacquired_reference(struct __sk_buff* ctx) {
  struct bpf_sock* socket = ctx->sk;
  if (socket) socket = bpf_sk_fullsock(socket);
  if (socket) bpf_sk_release(socket);
  return 0;
}
SEC("?tc") int scalar_access__released(struct __sk_buff* ctx) {
  struct bpf_sock_tuple tuple = {};
  struct bpf_sock* socket =
      bpf_sk_lookup_tcp(ctx, &tuple, sizeof tuple.ipv4, -1, 0);
  if (!socket) return 0;
  bpf_sk_release(socket);
  return socket->family;
}
SEC("?tc") int scalar_access__packet(struct __sk_buff* ctx) {
  const volatile char* packet = (const char*)(long)ctx->data;
  if (packet + 8 > (const char*)(long)ctx->data_end) return 0;
  bpf_skb_pull_data(ctx, 20);
  return *packet;
}

// ---- locks and timers -------------------------------------------------------
#define LOCK LOOKUP(locked) "r6 = r0; r1 = r0; call %[spin_lock];"
#define LOCKED LOOKUP_IN(locked), HELPER(spin_lock)
REFUSED("tc", lock_still_held, LOCK RETURN_0, LOCKED)
REFUSED("tc", call_under_lock,
        LOCK "call %[get_prandom_u32]; r1 = r6; call %[spin_unlock];" RETURN_0,
        LOCKED, HELPER(get_prandom_u32), HELPER(spin_unlock))
REFUSED("tc", lock_order,
        LOOKUP(locked) "r1 = r0; call %[spin_unlock];" RETURN_0,
        LOOKUP_IN(locked), HELPER(spin_unlock))
REFUSED("tc", special_field_missing,
        LOOKUP(values) "r1 = r0; call %[spin_lock];" RETURN_0,
        LOOKUP_IN(values), HELPER(spin_lock))
REFUSED("tc", special_field_missing__place,
        LOOKUP(locked) "r1 = r0; r1 += 4; call %[spin_lock];" RETURN_0, LOCKED)
REFUSED("tc", special_field_access,
        LOOKUP(locked) "r0 = *(u32 *)(r0 + 0);" RETURN_0, LOOKUP_IN(locked))
REFUSED("tp", special_field_for_program, LOOKUP(locked) RETURN_0,
        LOOKUP_IN(locked))
REFUSED("tc", map_of_timer,
        LOOKUP(timed) "r1 = r0; r2 = %[timed_too] ll; r3 = 1;"
                      "call %[timer_init];" RETURN_0,
        LOOKUP_IN(timed), ADDRESS(timed_too), HELPER(timer_init))

// ---- dynptrs ----------------------------------------------------------------
#define RESERVE_DYNPTR                 \
  "r1 = %[events] ll; r2 = 8; r3 = 0;" \
  "r4 = r10; r4 += -16; call %[ringbuf_reserve_dynptr];"
#define RESERVED_DYNPTR ADDRESS(events), HELPER(ringbuf_reserve_dynptr)
REFUSED("socket", dynptr_state,
        RESERVE_DYNPTR "r1 = 0; *(u64 *)(r10 - 16) = r1;" RETURN_0,
        RESERVED_DYNPTR)
SEC("?tc") int dynptr_state__uninitialized(void* ctx) {
  struct bpf_dynptr nothing;
  char data[8];
  return bpf_dynptr_read(data, sizeof data, &nothing, 0, 0);
}

char LICENSE[] SEC("license") = "GPL";
