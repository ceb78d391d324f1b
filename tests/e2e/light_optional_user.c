// Loads optional.bpf.c by its light skeleton, and prints the name of the
// program behind each descriptor.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include SKELETON

static void print_name(const char* member, int fd) {
  struct bpf_prog_info info;
  union bpf_attr attr;

  memset(&info, 0, sizeof(info));
  memset(&attr, 0, sizeof(attr));
  attr.info.bpf_fd = fd;
  attr.info.info_len = sizeof(info);
  attr.info.info = (unsigned long)&info;
  if (fd > 0 && skel_sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr)))
    strcpy(info.name, "?");
  printf("%s: %s\n", member, fd > 0 ? info.name : "none");
}

int main(void) {
  struct optional_bpf* skel = optional_bpf__open_and_load();

  if (!skel) return 1;
  print_name("refused", skel->progs.refused.prog_fd);
  print_name("wanted", skel->progs.wanted.prog_fd);
  print_name("unknown", skel->progs.unknown.prog_fd);
  if (optional_bpf__attach(skel)) return 1;
  optional_bpf__destroy(skel);
  return 0;
}
