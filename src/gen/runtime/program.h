// Programs: before they are loaded, and afterwards, each with the hooks that
// its type has.
#pragma once

#include <bpf/bpf.h>
#include <sys/types.h>

#include <cstdint>

#include "src/gen/runtime/link.h"

namespace skep::v0 {

// A program that can be configured, as it is not loaded yet.
class opened_program {
 public:
  opened_program(::bpf_program* native) noexcept : native_(native) {}

  ::bpf_program* native() const noexcept { return native_; }
  const char* name() const noexcept { return ::bpf_program__name(native_); }

  // Is it loaded with the others, and attached by attach()?
  bool autoload() const noexcept { return ::bpf_program__autoload(native_); }
  bool autoattach() const noexcept {
    return ::bpf_program__autoattach(native_);
  }
  result<> set_autoload(bool on) const noexcept {
    return done(::bpf_program__set_autoload(native_, on), "configure program",
                name());
  }
  void set_autoattach(bool on) const noexcept {
    ::bpf_program__set_autoattach(native_, on);
  }

  // Say which function of the kernel, or of the program `fd`, it is for.
  result<> set_attach_target(const char* function, int fd = 0) const noexcept {
    return done(::bpf_program__set_attach_target(native_, fd, function),
                "set the target of program", name());
  }

 private:
  ::bpf_program* native_;
};

// A loaded program; valid as long as its object.
class program {
 public:
  program(::bpf_program* native, object_owner* owner) noexcept
      : native_(native), owner_(owner) {}

  ::bpf_program* native() const noexcept { return native_; }
  const char* name() const noexcept { return ::bpf_program__name(native_); }
  // Return its descriptor; below zero if the program is not loaded.
  int fd() const noexcept { return ::bpf_program__fd(native_); }

  // Attach it to what its SEC() says, if that says enough.
  result<link> attach() const {
    return hold(::bpf_program__attach(native_), "attach program");
  }

  result<> pin(const char* path) const noexcept {
    return done(::bpf_program__pin(native_, path), "pin program", name());
  }
  result<> unpin(const char* path) const noexcept {
    return done(::bpf_program__unpin(native_, path), "unpin program", name());
  }

  // Run it once on the input in `options`; return what it returns.
  result<std::uint32_t> test_run(::bpf_test_run_opts& options) const noexcept {
    options.sz = sizeof options;
    const int error = ::bpf_prog_test_run_opts(fd(), &options);
    if (error < 0) return error_info{error, "run program", name()};
    return options.retval;
  }

 protected:
  result<link> hold(::bpf_link* native, const char* action) const {
    return take_link(native, owner_, action, name());
  }

 private:
  ::bpf_program* native_;
  object_owner* owner_;
};

// The programs of each type. Options are libbpf's own, whose member `sz` has to
// be set, or null.

class tracepoint_program : public program {
 public:
  using program::program;
  result<link> attach_tracepoint(
      const char* category, const char* event,
      const ::bpf_tracepoint_opts* options = nullptr) const {
    return hold(::bpf_program__attach_tracepoint_opts(native(), category, event,
                                                      options),
                "attach program");
  }
};

class raw_tracepoint_program : public program {
 public:
  using program::program;
  result<link> attach_raw_tracepoint(const char* event) const {
    return hold(::bpf_program__attach_raw_tracepoint(native(), event),
                "attach program");
  }
#if SKEP_LIBBPF(1, 4)
  // The options are not const, as libbpf has it.
  result<link> attach_raw_tracepoint(const char* event,
                                     ::bpf_raw_tracepoint_opts& options) const {
    return hold(
        ::bpf_program__attach_raw_tracepoint_opts(native(), event, &options),
        "attach program");
  }
#endif
};

// fentry, fexit, fmod_ret, tp_btf.
class trace_program : public program {
 public:
  using program::program;
  result<link> attach_trace(const ::bpf_trace_opts* options = nullptr) const {
    return hold(::bpf_program__attach_trace_opts(native(), options),
                "attach program");
  }
};

class lsm_program : public program {
 public:
  using program::program;
  result<link> attach_lsm() const {
    return hold(::bpf_program__attach_lsm(native()), "attach program");
  }
};

// Takes the place of a function of another program.
class freplace_program : public program {
 public:
  using program::program;
  result<link> attach_freplace(int target_fd, const char* function) const {
    return hold(::bpf_program__attach_freplace(native(), target_fd, function),
                "attach program");
  }
};

class perf_event_program : public program {
 public:
  using program::program;
  // The link takes over the perf event `fd`.
  result<link> attach_perf_event(
      int fd, const ::bpf_perf_event_opts* options = nullptr) const {
    return hold(::bpf_program__attach_perf_event_opts(native(), fd, options),
                "attach program");
  }
};

class xdp_program : public program {
 public:
  using program::program;
  result<link> attach_xdp(unsigned ifindex) const {
    return hold(::bpf_program__attach_xdp(native(), static_cast<int>(ifindex)),
                "attach program");
  }
};

// Schedules packets: SEC("tcx/ingress"), SEC("tc"), SEC("netkit/primary").
class tc_program : public program {
 public:
  using program::program;
#if SKEP_LIBBPF(1, 3)
  result<link> attach_tcx(unsigned ifindex,
                          const ::bpf_tcx_opts* options = nullptr) const {
    return hold(
        ::bpf_program__attach_tcx(native(), static_cast<int>(ifindex), options),
        "attach program");
  }
  result<link> attach_netkit(unsigned ifindex,
                             const ::bpf_netkit_opts* options = nullptr) const {
    return hold(::bpf_program__attach_netkit(
                    native(), static_cast<int>(ifindex), options),
                "attach program");
  }
#endif
};

class cgroup_program : public program {
 public:
  using program::program;
  result<link> attach_cgroup(int cgroup_fd) const {
    return hold(::bpf_program__attach_cgroup(native(), cgroup_fd),
                "attach program");
  }
#if SKEP_LIBBPF(1, 6)
  result<link> attach_cgroup(int cgroup_fd,
                             const ::bpf_cgroup_opts& options) const {
    return hold(
        ::bpf_program__attach_cgroup_opts(native(), cgroup_fd, &options),
        "attach program");
  }
#endif
};

// Flow dissectors and socket lookups.
class netns_program : public program {
 public:
  using program::program;
  result<link> attach_netns(int netns_fd) const {
    return hold(::bpf_program__attach_netns(native(), netns_fd),
                "attach program");
  }
};

class netfilter_program : public program {
 public:
  using program::program;
#if SKEP_LIBBPF(1, 3)
  result<link> attach_netfilter(const ::bpf_netfilter_opts& options) const {
    return hold(::bpf_program__attach_netfilter(native(), &options),
                "attach program");
  }
#endif
};

// Judges what sockets of a map send and receive.
class sockmap_program : public program {
 public:
  using program::program;
#if SKEP_LIBBPF(1, 5)
  result<link> attach_sockmap(int map_fd) const {
    return hold(::bpf_program__attach_sockmap(native(), map_fd),
                "attach program");
  }
#endif
};

}  // namespace skep::v0
