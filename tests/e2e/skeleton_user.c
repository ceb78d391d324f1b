// A program as people write it for bpftool's skeleton of globals.bpf.c, in the
// common words of C and C++: open, configure, load, attach, count, detach.
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "globals_types.h"
#include SKELETON

#define CHECK(condition)                                  \
  do {                                                    \
    if (!(condition)) {                                   \
      fprintf(stderr, "failed: %s (%d)\n", #condition, errno); \
      return 1;                                           \
    }                                                     \
  } while (0)

static void make_system_calls(void) {
  int i;

  for (i = 0; i < 100; i++) getppid();
}

static int configure(struct globals_bpf *skel) {
  CHECK(skel->data->limit == 42);
  CHECK(skel->data->offsets[2] == 3);
  CHECK(strcmp(skel->data->name, "skep") == 0);
  CHECK(skel->data->unit.y == 1);
  CHECK(skel->rodata->corner.x == 3 && skel->rodata->corner.y == 4);
  CHECK(strcmp(skel->rodata->greeting, "hello") == 0);
  CHECK(skel->data_custom->custom == 1);
  CHECK(skel->rodata_custom_1->custom_const == 2);
  CHECK(skel->bss->counter == 0);
  skel->rodata->step = 2;
  skel->rodata->corner.x = 30;
  skel->data_custom->custom = 10;
  skel->bss->color = green;
  skel->bss->nested.inner.c = 5;
  skel->bss->flags.level = 7;
  return 0;
}

static int use(struct globals_bpf *skel) {
  unsigned long long count;

  CHECK(globals_bpf__load(skel) == 0);
  CHECK(skel->kconfig->LINUX_KERNEL_VERSION > 0x050000);
  CHECK(skel->kconfig->CONFIG_BPF_SYSCALL);
  CHECK(bpf_map__fd(skel->maps.bss) >= 0);
  CHECK(bpf_program__fd(skel->progs.count) >= 0);
  CHECK(skel->links.count == NULL);
  CHECK(globals_bpf__attach(skel) == 0);
  CHECK(skel->links.count != NULL);
  make_system_calls();
  globals_bpf__detach(skel);
  CHECK(skel->links.count == NULL);
  count = skel->bss->counter;
  CHECK(count >= 200 && count % 2 == 0);
  CHECK(skel->bss_custom->custom_zero == 10 + 2 + 30);
  CHECK(skel->bss->color == green && skel->bss->flags.level == 7);
  make_system_calls();
  CHECK(skel->bss->counter == count);
  return 0;
}

static int check_open_with_options(void) {
  struct bpf_object_open_opts opts;
  struct globals_bpf *skel;

  memset(&opts, 0, sizeof(opts));
  opts.sz = sizeof(opts);
  opts.kconfig = "CONFIG_SKEP_IS_NOT_SET=y";
  skel = globals_bpf__open_opts(&opts);
  CHECK(skel);
  globals_bpf__destroy(skel);
  opts.sz = 1;
  CHECK(globals_bpf__open_opts(&opts) == NULL);
  CHECK(errno == EINVAL);
  globals_bpf__destroy(NULL);
  return 0;
}

static int check_bytes(void) {
  size_t size = 0;
  const char *bytes = (const char *)globals_bpf__elf_bytes(&size);

  CHECK(size > 64 && memcmp(bytes, "\177ELF", 4) == 0);
  CHECK((size_t)bytes % 8 == 0);
  CHECK(fwrite(bytes, 1, size, stdout) == size);
  return 0;
}

#ifdef __cplusplus
static int check_static_members(void) {
  size_t size = 0;
  struct globals_bpf *skel = globals_bpf::open();

  CHECK(skel);
  CHECK(globals_bpf::elf_bytes(&size) == globals_bpf__elf_bytes(&size));
  CHECK(globals_bpf::load(skel) == 0);
  CHECK(globals_bpf::attach(skel) == 0);
  globals_bpf::detach(skel);
  globals_bpf::destroy(skel);
  skel = globals_bpf::open_and_load();
  CHECK(skel);
  globals_bpf::destroy(skel);
  return 0;
}
#else
static int check_static_members(void) {
  struct globals_bpf *skel = globals_bpf__open_and_load();

  CHECK(skel);
  globals_bpf__destroy(skel);
  return 0;
}
#endif

int main(void) {
  struct globals_bpf *skel = globals_bpf__open();
  int failed;

  CHECK(skel);
  CHECK(BPF_SKEL_SUPPORTS_MAP_AUTO_ATTACH);
  failed = configure(skel) || use(skel);
  globals_bpf__destroy(skel);
  return failed || check_open_with_options() || check_static_members() ||
         check_bytes();
}
