// The names of keywords.bpf.c in both languages.
#include <stdio.h>

#include SKELETON

#ifdef __cplusplus
#define NAME(name) name##_
#else
#define NAME(name) name
#endif

#define CHECK(condition)                                       \
  do {                                                         \
    if (!(condition)) {                                        \
      fprintf(stderr, "failed: %s (%d)\n", #condition, errno); \
      return 1;                                                \
    }                                                          \
  } while (0)

int main(void) {
  struct keywords_bpf *skel = keywords_bpf__open();

  CHECK(skel);
  CHECK(skel->data->NAME(this) == 1);
  skel->bss->NAME(private) = 2;
  skel->bss->NAME(xor) = 3;
  skel->bss->NAME(namespace).NAME(delete) = 4;
  CHECK(keywords_bpf__load(skel) == 0);
  CHECK(skel->bss->NAME(namespace).NAME(delete) == 4);
  CHECK(bpf_map__fd(skel->maps.NAME(class)) >= 0);
  CHECK(bpf_program__fd(skel->progs.NAME(new)) >= 0);
  CHECK(!skel->links.NAME(new));
  keywords_bpf__destroy(skel);
  return 0;
}
