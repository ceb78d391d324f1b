// What build systems of all kinds build: it counts system calls.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

u64 calls;

SEC("raw_tp/sys_enter")
int count(void *ctx) {
  __sync_fetch_and_add(&calls, 1);
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
