// SPDX-License-Identifier: GPL-2.0
// What the verifier says of where programs are to be attached. Sections that
// name nothing are for a program that the test fills in.
#include "refused.h"

SEC("?fmod_ret/vfs_read") int not_modifiable(void* ctx) { return 0; }
SEC("?fentry.s/vfs_read") int not_sleepable(void* ctx) { return 0; }
SEC("?fexit/do_exit") int attach_rejected(void* ctx) { return 0; }
SEC("?lsm_cgroup/inode_free_security") int lsm_hook(void* ctx) {
  return bpf_set_retval(0);
}
SEC("?freplace") int replacement(void* ctx, int more) { return more; }
SEC("?tp_btf") int program_as_target(void* ctx) { return 0; }

char LICENSE[] SEC("license") = "GPL";
