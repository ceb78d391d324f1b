// SPDX-License-Identifier: GPL-2.0
// Makes a security check of the kernel fail, for the watched process.
#include "hits.h"

SEC("fmod_ret/security_task_getpgid")
int deny_getpgid(void *ctx) { return count_hit_of_process(0) ? -13 : 0; }
