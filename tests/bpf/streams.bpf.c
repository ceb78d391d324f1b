// SPDX-License-Identifier: GPL-2.0
// Prints to its own streams and to the kernel's trace, when BPF_PROG_TEST_RUN
// runs it; returns a negated errno value if it can't.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

// Linux 6.18 and 7.0 have it under different names.
extern int bpf_stream_vprintk_impl(int stream, const char *form,
                                   const void *args, __u32 size,
                                   void *unused) __weak __ksym;
extern int bpf_stream_vprintk___since_7_0(int stream, const char *form,
                                          const void *args,
                                          __u32 size) __weak __ksym;

static __always_inline int print(int stream, const char *form, __u64 number) {
  __u64 args[] = {number};

  if (bpf_ksym_exists(bpf_stream_vprintk___since_7_0))
    return bpf_stream_vprintk___since_7_0(stream, form, args, sizeof args);
  if (bpf_ksym_exists(bpf_stream_vprintk_impl))
    return bpf_stream_vprintk_impl(stream, form, args, sizeof args, NULL);
  return -1;
}

SEC("raw_tracepoint")
int to_streams(struct bpf_raw_tracepoint_args *context) {
  static const char said[] = "said %d\nand more";
  static const char failed[] = "failed %d\n";

  int result = print(BPF_STREAM_STDOUT, said, context->args[0]);

  if (result) return result;
  return print(BPF_STREAM_STDERR, failed, context->args[0]);
}

SEC("raw_tracepoint")
int to_trace(struct bpf_raw_tracepoint_args *context) {
  bpf_printk("traced %d", context->args[0]);
  return 0;
}

char LICENSE[] SEC("license") = "GPL";
