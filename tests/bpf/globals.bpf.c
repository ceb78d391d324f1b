// SPDX-License-Identifier: GPL-2.0
// Global variables of every section and many types; one program that counts.
#include <linux/bpf.h>
#include <stdbool.h>

#include <bpf/bpf_helpers.h>

enum color { red, green = 7, blue = -1 };

enum { anonymous_zero, anonymous_one };

struct point {
  int x;
  int y;
};

struct flags {
  unsigned ready : 1;
  unsigned level : 3;
  signed shift : 4;
  unsigned long long wide : 40;
};

union word {
  __u32 number;
  char bytes[4];
};

typedef struct {
  short low;
  long long high;
} pair_t;

// .bss
__u64 counter;
int last_pid;
char letter;
__u64 grid[2][3];
struct point origin;
union word word;
pair_t pairs[2];
enum color color;
enum { idle, busy } state;
struct flags flags;
struct {
  int a;
  struct {
    char b;
    __u64 c;
  } inner;
} nested;
bool seen;
void *address;
int (*callback)(struct point *, int);
static int hidden_count;

// .data
int limit = 42;
long long offsets[3] = {1, 2, 3};
char name[16] = "skep";
struct point unit = {1, 1};
static volatile int hidden_limit = 5;
short odd = 3;
__int128 huge = 1;

// .rodata
const volatile int step = 1;
const volatile bool verbose = false;
const volatile char greeting[8] = "hello";
const volatile struct point corner = {3, 4};
static const volatile int hidden_step = 2;

// sections of one's own
int custom SEC(".data.custom") = 1;
const volatile int custom_const SEC(".rodata.custom.1") = 2;
int custom_zero SEC(".bss.custom");

extern int LINUX_KERNEL_VERSION __kconfig;
extern bool CONFIG_BPF_SYSCALL __kconfig __weak;
extern bool CONFIG_SKEP_IS_NOT_SET __kconfig __weak;

SEC("raw_tp/sys_enter")
int count(void *ctx) {
  __u64 id = bpf_get_current_pid_tgid();

  (void)ctx;
  last_pid = id >> 32;
  hidden_count += hidden_limit + hidden_step;
  if (CONFIG_BPF_SYSCALL && LINUX_KERNEL_VERSION && !CONFIG_SKEP_IS_NOT_SET)
    __sync_fetch_and_add(&counter, step);
  custom_zero = custom + custom_const + corner.x;
  if (verbose)
    bpf_printk("%s %d", (const char *)greeting, hidden_count);
  return 0;
}

char _license[] SEC("license") = "GPL";
