// Reads the iterator of iter_task.bpf.c through its light skeleton: is this
// process among the tasks?
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include SKELETON

#define CHECK(condition)                                       \
  do {                                                         \
    if (!(condition)) {                                        \
      fprintf(stderr, "failed: %s (%d)\n", #condition, errno); \
      return 1;                                                \
    }                                                          \
  } while (0)

static int create_iterator(int link_fd) {
  union bpf_attr attr;

  memset(&attr, 0, sizeof(attr));
  attr.iter_create.link_fd = link_fd;
  return skel_sys_bpf(BPF_ITER_CREATE, &attr, sizeof(attr));
}

static int has_this_process(FILE* rows) {
  int tgid, pid, found = 0;

  while (fscanf(rows, "%d %d", &tgid, &pid) == 2) found |= pid == getpid();
  return found;
}

static int read_tasks(struct iter_task_bpf* skel) {
  FILE* rows;
  int fd;

  CHECK(iter_task_bpf__attach(skel) == 0);
  CHECK((fd = create_iterator(skel->links.print_task_fd)) >= 0);
  CHECK((rows = fdopen(fd, "r")) != NULL);
  CHECK(has_this_process(rows));
  fclose(rows);
  return 0;
}

int main(void) {
  struct iter_task_bpf* skel = iter_task_bpf__open_and_load();
  int failed;

  CHECK(skel);
  failed = read_tasks(skel);
  iter_task_bpf__destroy(skel);
  return failed;
}
