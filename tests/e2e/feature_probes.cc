#include "tests/e2e/feature_probes.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/netfilter.h>
#include <linux/perf_event.h>
#include <net/if.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "src/sys/fd.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/kernel_facts.h"

namespace skep::test {
namespace {

constexpr int loopback_index = 1;
constexpr std::uint64_t some_cookie = 5;

// Options of libbpf, with their size set.
template <typename T>
T options() {
  T result{};
  result.sz = sizeof result;
  return result;
}

// Return what a call that returns a negated errno value tells.
Attempt tried(std::string_view step, int result) {
  return {step, result < 0 ? -result : 0};
}

// Something that is to be opened or attached, and what came of it.
struct Opened {
  Opened(std::string_view step, int result)
      : attempt(tried(step, result)), fd(result < 0 ? -1 : result) {}
  [[nodiscard]] explicit operator bool() const { return fd.is_open(); }
  [[nodiscard]] int get() const { return fd.get(); }

  Attempt attempt;
  Fd fd;
};

// Load a program that does nothing but return 0.
Opened load_idle(bpf_prog_type type, bpf_prog_load_opts opts = {}) {
  bpf_insn r0_is_zero{};
  r0_is_zero.code = BPF_ALU64 | BPF_MOV | BPF_K;
  bpf_insn exit{};
  exit.code = BPF_JMP | BPF_EXIT;
  const std::array<bpf_insn, 2> insns{r0_is_zero, exit};
  opts.sz = sizeof opts;
  return {"load the program", bpf_prog_load(type, "skep_probe", "GPL",
                                            insns.data(), insns.size(), &opts)};
}

Opened link(const Opened& program, int target, bpf_attach_type type,
            const bpf_link_create_opts* opts = nullptr) {
  return {"attach the program",
          bpf_link_create(program.get(), target, type, opts)};
}

// Load and attach a program for a function of the kernel's.
Attempt probe_tracing(bpf_prog_type type, bpf_attach_type attach,
                      const char* function) {
  const int id = libbpf_find_vmlinux_btf_id(function, attach);
  if (id < 0) return {"find the function in the kernel's BTF", -id};
  auto opts = options<bpf_prog_load_opts>();
  opts.expected_attach_type = attach;
  opts.attach_btf_id = static_cast<std::uint32_t>(id);
  const Opened program = load_idle(type, opts);
  return program ? link(program, 0, attach).attempt : program.attempt;
}

Attempt probe_netfilter(std::uint32_t flags) {
  auto opts = options<bpf_prog_load_opts>();
  opts.expected_attach_type = BPF_NETFILTER;
  const Opened program = load_idle(BPF_PROG_TYPE_NETFILTER, opts);
  if (!program) return program.attempt;
  auto place = options<bpf_link_create_opts>();
  // No packet of the test machine's comes by here.
  place.netfilter.pf = NFPROTO_IPV4;
  place.netfilter.hooknum = NF_INET_FORWARD;
  place.netfilter.priority = 12'345;
  place.netfilter.flags = flags;
  return link(program, 0, BPF_NETFILTER, &place).attempt;
}

// Open an event that seldom comes.
Opened open_clock_event() {
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.config = PERF_COUNT_SW_CPU_CLOCK;
  attributes.sample_period = 1'000'000'000;
  const auto fd = ::syscall(SYS_perf_event_open, &attributes, -1, 0, -1,
                            PERF_FLAG_FD_CLOEXEC);
  return {"open a perf event", fd < 0 ? -errno : static_cast<int>(fd)};
}

// Let `check` judge what the kernel tells of a link.
template <typename F>
Attempt look_at(const Opened& link, F&& check) {
  if (!link) return link.attempt;
  bpf_link_info info{};
  std::uint32_t size = sizeof info;
  const Attempt looked = tried(
      "look at the link", bpf_link_get_info_by_fd(link.get(), &info, &size));
  if (looked.error != 0) return looked;
  return {"find it in the information on the link",
          check(info) ? 0 : EOPNOTSUPP};
}

template <typename F>
Attempt look_at_perf_event_link(F&& check) {
  const Opened event = open_clock_event();
  if (!event) return event.attempt;
  const Opened program = load_idle(BPF_PROG_TYPE_PERF_EVENT);
  if (!program) return program.attempt;
  auto place = options<bpf_link_create_opts>();
  place.perf_event.bpf_cookie = some_cookie;
  return look_at(link(program, event.get(), BPF_PERF_EVENT, &place), check);
}

Opened open_raw_tracepoint(const Opened& program) {
  auto opts = options<bpf_raw_tp_opts>();
  opts.tp_name = "sys_enter";
  opts.cookie = some_cookie;
  return {"attach the program with a cookie",
          bpf_raw_tracepoint_open_opts(program.get(), &opts)};
}

Opened create_sockmap() {
  return {"create a socket map",
          bpf_map_create(BPF_MAP_TYPE_SOCKMAP, "skep_probe", 4, 8, 1, nullptr)};
}

// A pair of network devices, if there can be one.
struct ProbedVeth {
  ProbedVeth() {
    if (shell("ip link add " + name + " type veth").exit != 0)
      attempt.error = EOPNOTSUPP;
  }
  ProbedVeth(const ProbedVeth&) = delete;
  ProbedVeth& operator=(const ProbedVeth&) = delete;
  ~ProbedVeth() {
    if (attempt.error == 0) shell("ip link del " + name);
  }

  std::string name = unique_name("sv");
  Attempt attempt{.step = "add a pair of devices"};
};

}  // namespace

Attempt probe_fentry() {
  return probe_tracing(BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY,
                       "bpf_fentry_test1");
}

Attempt probe_lockdown() {
  return {"find the kernel locked down",
          running_kernel().lockdown.empty() ? EOPNOTSUPP : 0};
}

Attempt probe_netfilter_links() { return probe_netfilter(0); }

Attempt probe_netfilter_defrag() {
  return probe_netfilter(BPF_F_NETFILTER_IP_DEFRAG);
}

Attempt probe_tcx() {
  auto opts = options<bpf_prog_load_opts>();
  opts.expected_attach_type = BPF_TCX_EGRESS;
  const Opened program = load_idle(BPF_PROG_TYPE_SCHED_CLS, opts);
  if (!program) return program.attempt;
  return link(program, loopback_index, BPF_TCX_EGRESS).attempt;
}

Attempt probe_perf_event_details() {
  return look_at_perf_event_link([](const bpf_link_info& info) {
    return info.perf_event.type == BPF_PERF_EVENT_EVENT;
  });
}

Attempt probe_perf_event_cookies_told() {
  return look_at_perf_event_link([](const bpf_link_info& info) {
    return info.perf_event.event.cookie == some_cookie;
  });
}

Attempt probe_raw_tracepoint_cookies() {
  const Opened program = load_idle(BPF_PROG_TYPE_RAW_TRACEPOINT);
  return program ? open_raw_tracepoint(program).attempt : program.attempt;
}

Attempt probe_raw_tracepoint_cookies_told() {
  const Opened program = load_idle(BPF_PROG_TYPE_RAW_TRACEPOINT);
  if (!program) return program.attempt;
  return look_at(open_raw_tracepoint(program), [](const bpf_link_info& info) {
    return info.raw_tracepoint.cookie == some_cookie;
  });
}

Attempt probe_sockmap_links() {
  const Opened map = create_sockmap();
  if (!map) return map.attempt;
  const Opened program = load_idle(BPF_PROG_TYPE_SK_SKB);
  if (!program) return program.attempt;
  return link(program, map.get(), BPF_SK_SKB_VERDICT).attempt;
}

Attempt probe_unix_sockets_in_sockmaps() {
  const Opened map = create_sockmap();
  if (!map) return map.attempt;
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return {"make a pair of sockets", errno};
  const Fd one{ends[0]};
  const Fd other{ends[1]};
  const std::uint32_t key = 0;
  const auto value = static_cast<std::uint64_t>(one.get());
  return tried("add a socket",
               bpf_map_update_elem(map.get(), &key, &value, BPF_ANY));
}

Attempt probe_tracefs() {
  const TempDir dir;
  if (::mount("tracefs", dir.path().c_str(), "tracefs", 0, nullptr) != 0)
    return {"mount a tracefs", errno};
  const bool has_events = ::access((dir / "events").c_str(), R_OK) == 0;
  ::umount2(dir.path().c_str(), MNT_DETACH);
  return {"find events there", has_events ? 0 : ENOENT};
}

Attempt probe_veth() { return ProbedVeth{}.attempt; }

Attempt probe_device_bound_programs() {
  const ProbedVeth veth;
  if (veth.attempt.error != 0) return veth.attempt;
  auto opts = options<bpf_prog_load_opts>();
  opts.prog_flags = BPF_F_XDP_DEV_BOUND_ONLY;
  opts.prog_ifindex = ::if_nametoindex(veth.name.c_str());
  return load_idle(BPF_PROG_TYPE_XDP, opts).attempt;
}

}  // namespace skep::test
