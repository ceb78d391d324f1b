// SPDX-License-Identifier: GPL-2.0
// A program of each type that BPF_PROG_TEST_RUN gives data or a context.
#include <linux/bpf.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_helpers.h>

#define NF_ACCEPT 1

// Swaps the addresses of a frame and returns what its payload begins with.
SEC("xdp")
int on_frame(struct xdp_md *context) {
  void *end = (void *)(long)context->data_end;
  __u8 *frame = (void *)(long)context->data;

  if ((void *)(frame + 15) > end) return XDP_ABORTED;
  for (int i = 0; i < 6; i++) {
    __u8 byte = frame[i];
    frame[i] = frame[i + 6];
    frame[i + 6] = byte;
  }
  return frame[14] > XDP_REDIRECT ? XDP_PASS : frame[14];
}

SEC("tc")
int on_packet(struct __sk_buff *context) {
  if (context->mark == 7) return TC_ACT_UNSPEC;
  context->mark += 1;
  context->cb[0] = context->priority;
  return context->mark > 100 ? TC_ACT_SHOT : TC_ACT_OK;
}

SEC("socket")
int on_socket(struct __sk_buff *context) { return context->len; }

SEC("cgroup_skb/egress")
int on_egress(struct __sk_buff *context) { return context->len > 20; }

SEC("lwt_in")
int on_route(struct __sk_buff *context) { return BPF_DROP; }

SEC("flow_dissector")
int on_flow(struct __sk_buff *context) {
  context->flow_keys->nhoff = 14;
  context->flow_keys->thoff = 34;
  context->flow_keys->n_proto = context->flow_keys->flags;
  return BPF_OK;
}

SEC("sk_lookup")
int on_lookup(struct bpf_sk_lookup *context) {
  return context->local_port == 80 ? SK_PASS : SK_DROP;
}

SEC("raw_tracepoint")
int on_trace(struct bpf_raw_tracepoint_args *context) {
  return context->args[0] + context->args[1] +
         1000 * bpf_get_smp_processor_id();
}

struct sum {
  __u32 a;
  __u32 b;
  __u64 result;
};

SEC("syscall")
int on_call(struct sum *context) {
  context->result = context->a + context->b;
  return context->result > 100;
}

SEC("tracepoint/syscalls/sys_enter_nanosleep")
int on_sleep(void *context) { return 0; }

char LICENSE[] SEC("license") = "GPL";
