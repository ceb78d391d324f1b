// SPDX-License-Identifier: GPL-2.0
// Variables whose types are hard to write down for user space.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

// In user space a dev_t has eight bytes.
typedef unsigned int dev_t;

struct list {
  int count;
  char letters[];
};

// clang says of _Atomic only how large it is.
struct atomics {
  char letter;
  _Atomic int count;
};

dev_t device;
_Atomic int atomic;
struct atomics atomics;
struct {
  char letter;
  _Atomic long count;
} nameless;
double real;
int nothing[0];
int __attribute__((btf_type_tag("user"))) *tagged;
struct list list = {1, {"abcdefg"}};
int after_list = 3;
static const char *const words[] = {"one", "two"};
int word;

SEC("socket")
int say(void *ctx) {
  (void)ctx;
  bpf_printk("%s", words[word & 1]);
  return 0;
}

char _license[] SEC("license") = "GPL";
