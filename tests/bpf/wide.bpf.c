// SPDX-License-Identifier: GPL-2.0
// A program of 40 maps and one of 40 functions besides its own: more than skep
// reads of a program at once.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#define MAP(n)                        \
  struct {                            \
    __uint(type, BPF_MAP_TYPE_ARRAY); \
    __uint(max_entries, 1);           \
    __type(key, int);                 \
    __type(value, int);               \
  } map_##n SEC(".maps");
#define USE(n) bpf_map_delete_elem(&map_##n, &key);
#define FUNCTION(n) \
  static __attribute__((noinline)) int function_##n(int x) { return x ^ n; }
#define CALL(n) sum += function_##n(sum);

#define TEN(what, n)                                                           \
  what(n##0) what(n##1) what(n##2) what(n##3) what(n##4) what(n##5) what(n##6) \
      what(n##7) what(n##8) what(n##9)
#define FORTY(what) TEN(what, 1) TEN(what, 2) TEN(what, 3) TEN(what, 4)

FORTY(MAP)
FORTY(FUNCTION)

SEC("socket") int many_maps(void* ctx) {
  const int key = 0;
  FORTY(USE)
  return 0;
}

SEC("socket") int many_functions(struct __sk_buff* ctx) {
  int sum = ctx->len;
  FORTY(CALL)
  return sum;
}

char LICENSE[] SEC("license") = "GPL";
