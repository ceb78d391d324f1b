// Programs of type kprobe, which are for probes of all kinds.
#pragma once

#include "src/gen/runtime/program.h"

namespace skep::v0 {

class probe_program : public program {
 public:
  using program::program;

  // Probe the entry of a function of the kernel, or its return if so told.
  result<link> attach_kprobe(const char* function,
                             bool is_return = false) const {
    return hold(::bpf_program__attach_kprobe(native(), is_return, function),
                "attach program");
  }
  result<link> attach_kprobe(const char* function,
                             const ::bpf_kprobe_opts& options) const {
    return hold(::bpf_program__attach_kprobe_opts(native(), function, &options),
                "attach program");
  }

  // Probe a system call by its name ("openat").
  result<link> attach_ksyscall(
      const char* name, const ::bpf_ksyscall_opts* options = nullptr) const {
    return hold(::bpf_program__attach_ksyscall(native(), name, options),
                "attach program");
  }

  // Probe a program or library of user space, in one process or in all (-1).
  result<link> attach_uprobe(const char* path, std::size_t offset,
                             ::pid_t pid = -1, bool is_return = false) const {
    return hold(
        ::bpf_program__attach_uprobe(native(), is_return, pid, path, offset),
        "attach program");
  }
  result<link> attach_uprobe(const char* path, const char* function,
                             ::pid_t pid = -1, bool is_return = false) const {
    ::bpf_uprobe_opts options{};
    options.sz = sizeof options;
    options.func_name = function;
    options.retprobe = is_return;
    return attach_uprobe(path, 0, pid, options);
  }
  result<link> attach_uprobe(const char* path, std::size_t offset, ::pid_t pid,
                             const ::bpf_uprobe_opts& options) const {
    return hold(::bpf_program__attach_uprobe_opts(native(), pid, path, offset,
                                                  &options),
                "attach program");
  }

  // Probe a marker that the sources of a program define.
  result<link> attach_usdt(const char* path, const char* provider,
                           const char* marker, ::pid_t pid = -1,
                           const ::bpf_usdt_opts* options = nullptr) const {
    return hold(::bpf_program__attach_usdt(native(), pid, path, provider,
                                           marker, options),
                "attach program");
  }

  // Probe many functions by one link, for programs that are so declared:
  // SEC("kprobe.multi"), SEC("uprobe.multi").
  result<link> attach_kprobe_multi(
      const char* pattern,
      const ::bpf_kprobe_multi_opts* options = nullptr) const {
    return hold(
        ::bpf_program__attach_kprobe_multi_opts(native(), pattern, options),
        "attach program");
  }
#if SKEP_LIBBPF(1, 3)
  result<link> attach_uprobe_multi(
      const char* path, const char* pattern, ::pid_t pid = -1,
      const ::bpf_uprobe_multi_opts* options = nullptr) const {
    return hold(::bpf_program__attach_uprobe_multi(native(), pid, path, pattern,
                                                   options),
                "attach program");
  }
#endif

  // A perf event of the caller's own; the link takes it over.
  result<link> attach_perf_event(
      int fd, const ::bpf_perf_event_opts* options = nullptr) const {
    return hold(::bpf_program__attach_perf_event_opts(native(), fd, options),
                "attach program");
  }
};

}  // namespace skep::v0
