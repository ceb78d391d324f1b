// A program as people write it for bpftool's skeleton of struct_ops.bpf.c.
#include <stdio.h>
#include <string.h>

#include SKELETON

#define CHECK(condition)                                       \
  do {                                                         \
    if (!(condition)) {                                        \
      fprintf(stderr, "failed: %s (%d)\n", #condition, errno); \
      return 1;                                                \
    }                                                          \
  } while (0)

static int use(struct struct_ops_bpf *skel) {
  CHECK(skel->struct_ops.idle);
  CHECK(skel->struct_ops.idle->undo_cwnd == skel->progs.idle_undo_cwnd);
  skel->struct_ops.idle->undo_cwnd = skel->progs.other_undo_cwnd;
  CHECK(struct_ops_bpf__load(skel) == 0);
  CHECK(bpf_program__fd(skel->progs.other_undo_cwnd) >= 0);
  CHECK(bpf_program__fd(skel->progs.idle_undo_cwnd) < 0);
  CHECK(struct_ops_bpf__attach(skel) == 0);
  CHECK(skel->links.idle);
  struct_ops_bpf__detach(skel);
  CHECK(!skel->links.idle);
  return 0;
}

int main(void) {
  struct struct_ops_bpf *skel = struct_ops_bpf__open();
  int failed;

  CHECK(skel);
  failed = use(skel);
  struct_ops_bpf__destroy(skel);
  return failed;
}
