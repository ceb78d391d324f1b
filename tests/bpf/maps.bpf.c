// SPDX-License-Identifier: GPL-2.0
// Maps with types of many kinds; no programs.
#include <linux/bpf.h>
#include <stdbool.h>

#include <bpf/bpf_helpers.h>

enum color { red, green = 7, blue = -1 };

struct task {
  __u32 pid;
  char comm[8];
};

struct record {
  __u64 count;
  int delta;
  short small;
  bool seen;
  enum color color;
  unsigned ready : 1;
  unsigned level : 5;
  char name[8];
  __u8 raw[3];
  struct {
    int x;
    int y;
  } point;
  union {
    __u32 number;
    __u8 bytes[4];
  };
  void *address;
  __int128 huge;
  __u64 grid[2][2];
};

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 8);
  __type(key, struct task);
  __type(value, struct record);
} records SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 3);
  __type(key, __u32);
  __type(value, enum color);
} colors SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 2);
  __type(key, __u32);
  __type(value, struct task);
} tasks SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 4);
  __uint(key_size, 4);
  __uint(value_size, 4);
} untyped SEC(".maps");

struct inner {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} first SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
  __uint(max_entries, 2);
  __type(key, __u32);
  __array(values, struct inner);
} tables SEC(".maps") = {.values = {&first}};

struct measure {
  float single;
  double twice;
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct measure);
} measures SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_TASK_STORAGE);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, int);
  __type(value, __u64);
} per_task SEC(".maps");

int total = 5;
const volatile char greeting[8] = "hello";
struct task last;

char _license[] SEC("license") = "GPL";
