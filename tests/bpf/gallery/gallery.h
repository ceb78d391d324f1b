// What the programs of the gallery have in common. They are run as they are,
// by `skep run`; what people can set has a tag that says what it is for.
#pragma once

// libbpf's headers need the kernel's before them.
// clang-format off
#include <linux/bpf.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_tracing.h>
// clang-format on

// A type of the kernel's, of which only what is used needs to be said.
#define KERNEL_TYPE __attribute__((preserve_access_index))

#define TAG(text) __attribute__((btf_decl_tag(text)))

// What `skep run --set NAME=VALUE` sets, and what it says about it.
#define OPTION(type, name, help) const volatile type name TAG(help)

// A ring buffer of a struct's values, and how many found no room in it. The
// pointer is there for the compiler alone: it keeps the types of variables.
#define EVENTS(NAME)                         \
  struct {                                   \
    __uint(type, BPF_MAP_TYPE_RINGBUF);      \
    __uint(max_entries, 1 << 18);            \
  } events SEC(".maps") TAG("event:" #NAME); \
  __u64 lost TAG("lost:events");             \
  struct NAME* NAME##_type

// Return room for an event; null if there is none, which is counted.
static __always_inline void* reserve(void* events, __u64 size, __u64* lost) {
  void* event = bpf_ringbuf_reserve(events, size, 0);

  if (!event) __sync_fetch_and_add(lost, 1);
  return event;
}
#define RESERVE(NAME) \
  ((struct NAME*)reserve(&events, sizeof(struct NAME), &lost))

char LICENSE[] SEC("license") = "GPL";
