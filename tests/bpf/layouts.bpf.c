// SPDX-License-Identifier: GPL-2.0
// Types that are hard to say in another language, as values of maps.
#include <linux/bpf.h>
#include <stdbool.h>

#include <bpf/bpf_helpers.h>

#define MAP_OF(name, ...)              \
  struct {                             \
    __uint(type, BPF_MAP_TYPE_ARRAY);  \
    __uint(max_entries, 1);            \
    __type(key, __u32);                \
    __type(value, __VA_ARGS__);        \
  } name SEC(".maps")

struct nothing {};

enum wide : __u64 { wide_low = 1, wide_high = 0xffffffffffffffff };
enum narrow { narrow_zero, narrow_minus = -1, narrow_zero_again = 0 };
enum __attribute__((packed)) tiny { tiny_one = 1 };

// Bitfields: within a unit, over its end, at the end of a struct, packed.
struct bits {
  __u32 low : 3;
  __s32 middle : 4;
  __u32 : 5;
  __u32 high : 12;
  __u8 byte;
  __u64 far : 40;
  __u64 over : 40;
  bool flag : 1;
  enum narrow sign : 2;
};
struct packed_bits {
  __u8 start;
  __u32 over : 30;
  __u32 more : 5;
  __u16 end;
} __attribute__((packed));

struct packed {
  __u8 byte;
  __u64 number;
  __u16 half;
} __attribute__((packed));

struct aligned {
  __u8 byte;
  __u32 number __attribute__((aligned(16)));
} __attribute__((aligned(64)));

struct empty_inside {
  __s32 before;
  struct nothing nothing;
  __s32 after;
};

struct flexible {
  __u32 count;
  __u16 items[];
};
struct zero_in_the_middle {
  __u8 byte;
  __u64 aligner[0];
  __u8 after;
};

union overlay {
  __u8 bytes[5];
  __u32 number;
};
union packed_overlay {
  struct {
    __u8 operation;
    __s32 distance;
  } __attribute__((packed));
  __u8 text[5];
} __attribute__((packed));

struct nested {
  union {
    struct {
      __u16 left;
      __u16 right;
    };
    __u32 both;
    struct {
      __u8 inner;
    } named;
  };
  struct {
    enum { off, on } mode;
  } modes[2];
};

// Names that mean something in C++, or are taken.
struct class {
  int this;
  struct class *next;
  int class;
  int nested;
  __u32 padding;
  __u64 end;
};
typedef struct {
  int x;
} bits_t;
typedef bits_t nested_t[2];

struct pointers {
  void *any;
  struct class *known;
  struct unknown *unknown;
  int (*function)(struct class *, int);
  const char *const *words;
  const volatile __u32 constant;
};

struct numbers {
  char letter;
  signed char small;
  unsigned char byte;
  bool truth;
  short half;
  float single;
  double twice;
  long double most;
  __int128 huge;
  unsigned __int128 positive;
  enum wide wide;
  enum tiny tiny;
  __u16 grid[2][3];
  bool truths[3];
};

MAP_OF(bits, struct bits);
MAP_OF(packed_bits, struct packed_bits);
MAP_OF(packed, struct packed);
MAP_OF(aligned, struct aligned);
MAP_OF(empty_inside, struct empty_inside);
MAP_OF(flexible, struct flexible);
MAP_OF(zero_in_the_middle, struct zero_in_the_middle);
MAP_OF(overlay, union overlay);
MAP_OF(packed_overlay, union packed_overlay);
MAP_OF(nested, struct nested);
MAP_OF(class, struct class);
MAP_OF(list, nested_t);
MAP_OF(pointers, struct pointers);
MAP_OF(numbers, struct numbers);
MAP_OF(bss, enum wide);
MAP_OF(unnamed, struct { int here; });

int live_maps;
// A user of a ring buffer's events says their type so.
struct announced {
  __u32 number;
} *announced;

char LICENSE[] SEC("license") = "GPL";
