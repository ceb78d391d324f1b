// A program as people write it for bpftool's light skeleton of globals.bpf.c,
// in the common words of C and C++, without libbpf: open, configure, load,
// attach, count, detach.
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "globals_types.h"
#include SKELETON

#define CHECK(condition)                                       \
  do {                                                         \
    if (!(condition)) {                                        \
      fprintf(stderr, "failed: %s (%d)\n", #condition, errno); \
      return 1;                                                \
    }                                                          \
  } while (0)

static void make_system_calls(void) {
  int i;

  for (i = 0; i < 100; i++) getppid();
}

static int count_descriptors(void) {
  DIR* dir = opendir("/proc/self/fd");
  int count = 0;

  while (readdir(dir)) count++;
  closedir(dir);
  return count;
}

static int configure(struct globals_bpf* skel) {
  CHECK(skel->data->limit == 42);
  CHECK(skel->data->offsets[2] == 3);
  CHECK(strcmp(skel->data->name, "skep") == 0);
  CHECK(skel->rodata->corner.x == 3 && skel->rodata->corner.y == 4);
  CHECK(strcmp(skel->rodata->greeting, "hello") == 0);
  CHECK(skel->data_custom->custom == 1);
  CHECK(skel->bss->counter == 0);
  skel->rodata->step = 2;
  skel->rodata->corner.x = 30;
  skel->data_custom->custom = 10;
  skel->bss->color = green;
  skel->ctx.log_level = 0;
  return 0;
}

static int use(struct globals_bpf* skel) {
  unsigned long long count;

  CHECK(globals_bpf__load(skel) == 0);
  CHECK(skel->kconfig->LINUX_KERNEL_VERSION > 0x050000);
  CHECK(skel->maps.bss.map_fd > 0);
  CHECK(skel->progs.count.prog_fd > 0);
  CHECK(skel->links.count_fd == 0);
  CHECK(globals_bpf__attach(skel) == 0);
  CHECK(skel->links.count_fd > 0);
  make_system_calls();
  globals_bpf__detach(skel);
  count = skel->bss->counter;
  CHECK(count >= 200 && count % 2 == 0);
  CHECK(skel->bss_custom->custom_zero == 10 + 2 + 30);
  CHECK(skel->bss->color == green);
  make_system_calls();
  CHECK(skel->bss->counter == count);
  return 0;
}

static int use_parts(void) {
  struct globals_bpf* skel = globals_bpf__open_and_load();

  CHECK(skel);
  CHECK(globals_bpf__count__attach(skel) == skel->links.count_fd);
  CHECK(skel->links.count_fd > 0);
  globals_bpf__destroy(skel);
  globals_bpf__destroy(NULL);
  return 0;
}

int main(void) {
  const int before = count_descriptors();
  struct globals_bpf* skel = globals_bpf__open();
  int failed;

  CHECK(skel);
  failed = configure(skel) || use(skel);
  globals_bpf__destroy(skel);
  if (failed || use_parts()) return 1;
  CHECK(count_descriptors() == before);
  return 0;
}
