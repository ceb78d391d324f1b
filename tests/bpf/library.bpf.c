// A library for BPF programs, with state of its own.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 4);
  __type(key, __u32);
  __type(value, __u64);
} seen SEC(".maps");

int library_calls;
long library_sizes[2] = {3, 5};
const volatile int library_step = 1;

int library_count(int by) {
  library_calls += library_step * by;
  return library_calls;
}

char LICENSE[] SEC("license") = "GPL";
