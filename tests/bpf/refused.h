// Programs that the verifier refuses, each for one reason. A program is called
// like the kind of what the verifier says (src/verifier/kinds.h), with _ for -,
// and with __SOMETHING behind it where a kind has several.
#pragma once

// libbpf's headers need the kernel's before them.
// clang-format off
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
// clang-format on

// A program, or a function, in assembly: what no compiler would write.
#define ASSEMBLY __attribute__((naked, noinline, used))
#define REFUSED(section, name, code, ...) \
  SEC("?" section) ASSEMBLY int name() { asm volatile(code ::__VA_ARGS__); }

// Operands of the assembly: %[NAME] is a helper, a map or a function.
#define HELPER(name) [name] "i"(BPF_FUNC_##name)
#define ADDRESS(name) [name] "i"(&name)

#define RETURN_0 "r0 = 0; exit;"

// r0 = the first element of a map, or the program ends.
#define FIND(map)                   \
  "r1 = 0; *(u64 *)(r10 - 8) = r1;" \
  "r2 = r10; r2 += -8;"             \
  "r1 = %[" #map "] ll; call %[map_lookup_elem];"
#define LOOKUP(map) FIND(map) "if r0 != 0 goto +1; exit;"
#define LOOKUP_IN(map) ADDRESS(map), HELPER(map_lookup_elem)
