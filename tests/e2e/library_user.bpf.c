// A program that calls library.bpf.c, linked with it.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

extern int library_count(int by);

int user_calls = 7;
int user_pid;  // whose system calls count

SEC("raw_tp/sys_enter")
int call_library(void *ctx) {
  if (bpf_get_current_pid_tgid() >> 32 != user_pid) return 0;
  user_calls++;
  return library_count(2) < 0;
}

char LICENSE[] SEC("license") = "GPL";
