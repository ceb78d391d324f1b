#include "tests/e2e/feature_probes.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <linux/netfilter.h>
#include <linux/perf_event.h>
#include <net/if.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "src/net/traffic_control.h"
#include "src/sys/bytes.h"
#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/kernel_facts.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/prog_fixture.h"
#include "tests/e2e/tc_fixture.h"
#include "tests/insns.h"

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
struct ProbedPair {
  explicit ProbedPair(const std::string& type) {
    if (shell("ip link add " + name + " type " + type).exit != 0)
      attempt.error = EOPNOTSUPP;
  }
  ProbedPair(const ProbedPair&) = delete;
  ProbedPair& operator=(const ProbedPair&) = delete;
  ~ProbedPair() {
    if (attempt.error == 0) shell("ip link del " + name);
  }
  [[nodiscard]] int index() const {
    return static_cast<int>(::if_nametoindex(name.c_str()));
  }

  std::string name = unique_name("sv");
  Attempt attempt{.step = "add a pair of devices"};
};

// Keeps libbpf quiet about what a kernel can't do.
class QuietLibbpf {
 public:
  QuietLibbpf() = default;
  QuietLibbpf(const QuietLibbpf&) = delete;
  QuietLibbpf& operator=(const QuietLibbpf&) = delete;
  ~QuietLibbpf() { libbpf_set_print(print_); }

 private:
  libbpf_print_fn_t print_ = libbpf_set_print(nullptr);
};

// Let `load_and_attach` try objects of tests/bpf; it returns a link.
template <typename F>
Attempt probe_link(F&& load_and_attach) {
  const QuietLibbpf quiet;
  try {
    const OwnedLink link{load_and_attach()};
    return {"attach the program", link ? 0 : errno};
  } catch (const std::system_error& error) {
    return {"load the program", error.code().value()};
  }
}

int kprobe_pmu_type() {
  return std::atoi(
      read_text("/sys/bus/event_source/devices/kprobe/type").c_str());
}

// Open an event at the entry of a function of the kernel.
Opened open_kprobe_event() {
  const int type = kprobe_pmu_type();
  if (type == 0) return {"find the kind of event", -ENOENT};
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = static_cast<std::uint32_t>(type);
  attributes.kprobe_func = reinterpret_cast<std::uintptr_t>("do_nanosleep");
  const auto fd = ::syscall(SYS_perf_event_open, &attributes, -1, 0, -1,
                            PERF_FLAG_FD_CLOEXEC);
  return {"open the event", fd < 0 ? -errno : static_cast<int>(fd)};
}

template <typename F>
Attempt tried_by_netlink(std::string_view step, F&& change) {
  try {
    change();
    return {step, 0};
  } catch (const Error& error) {
    return {step, error.code()};
  }
}

Opened attach_kprobe_multi(bpf_attach_type type) {
  auto opts = options<bpf_prog_load_opts>();
  opts.expected_attach_type = type;
  Opened program = load_idle(BPF_PROG_TYPE_KPROBE, opts);
  if (!program) return program;
  std::array<const char*, 1> functions{"do_nanosleep"};
  auto place = options<bpf_link_create_opts>();
  place.kprobe_multi.cnt = functions.size();
  place.kprobe_multi.syms = functions.data();
  const std::array<__u64, 1> cookies{some_cookie};
  place.kprobe_multi.cookies = cookies.data();
  return link(program, 0, type, &place);
}

Opened attach_uprobe_multi(bpf_attach_type type) {
  auto opts = options<bpf_prog_load_opts>();
  opts.expected_attach_type = type;
  Opened program = load_idle(BPF_PROG_TYPE_KPROBE, opts);
  if (!program) return program;
  // The ELF header: nobody calls it.
  const std::array<unsigned long, 1> offsets{0};
  auto place = options<bpf_link_create_opts>();
  place.uprobe_multi.path = "/proc/self/exe";
  place.uprobe_multi.cnt = offsets.size();
  place.uprobe_multi.offsets = offsets.data();
  place.uprobe_multi.pid = static_cast<std::uint32_t>(::getpid());
  return link(program, 0, type, &place);
}

}  // namespace

Attempt probe_fentry() {
  return probe_tracing(BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, "do_nanosleep");
}

Attempt probe_fexit() {
  return probe_tracing(BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, "do_nanosleep");
}

Attempt probe_fmod_ret() {
  return probe_tracing(BPF_PROG_TYPE_TRACING, BPF_MODIFY_RETURN,
                       "security_task_getpgid");
}

Attempt probe_lsm() {
  return probe_tracing(BPF_PROG_TYPE_LSM, BPF_LSM_MAC, "task_getpgid");
}

Attempt probe_freplace() {
  return probe_link([] {
    const Loaded target{"replaceable"};
    return bpf_program__attach(load_replacement(target).program());
  });
}

Attempt probe_kprobes() {
  const Opened event = open_kprobe_event();
  if (!event) return event.attempt;
  const Opened program = load_idle(BPF_PROG_TYPE_KPROBE);
  if (!program) return program.attempt;
  return link(program, event.get(), BPF_PERF_EVENT).attempt;
}

Attempt probe_multi_kprobes() {
  return attach_kprobe_multi(BPF_TRACE_KPROBE_MULTI).attempt;
}

Attempt probe_multi_kprobe_cookies_told() {
  const Opened link = attach_kprobe_multi(BPF_TRACE_KPROBE_MULTI);
  if (!link) return link.attempt;
  auto info = zeroed<bpf_link_info>();
  std::array<__u64, 1> cookies{};
  std::array<__u64, 1> addresses{};
  info.kprobe_multi.cookies = reinterpret_cast<std::uintptr_t>(cookies.data());
  info.kprobe_multi.addrs = reinterpret_cast<std::uintptr_t>(addresses.data());
  info.kprobe_multi.count = cookies.size();
  std::uint32_t size = sizeof info;
  const Attempt looked = tried(
      "look at the link", bpf_link_get_info_by_fd(link.get(), &info, &size));
  if (looked.error != 0) return looked;
  return {"find the cookie in the information on the link",
          cookies[0] == some_cookie ? 0 : EOPNOTSUPP};
}

Attempt probe_multi_uprobe_details() {
  return look_at(
      attach_uprobe_multi(BPF_TRACE_UPROBE_MULTI),
      [](const bpf_link_info& info) { return info.uprobe_multi.count == 1; });
}

Attempt probe_kprobe_sessions() {
  return attach_kprobe_multi(BPF_TRACE_KPROBE_SESSION).attempt;
}

Attempt probe_multi_uprobes() {
  return attach_uprobe_multi(BPF_TRACE_UPROBE_MULTI).attempt;
}

Attempt probe_uprobe_sessions() {
  return attach_uprobe_multi(BPF_TRACE_UPROBE_SESSION).attempt;
}

Attempt probe_struct_ops() {
  const QuietLibbpf quiet;
  try {
    const Loaded object{"map_struct_ops"};
    return {};
  } catch (const std::system_error& error) {
    return {"load the program", error.code().value()};
  }
}

Attempt probe_struct_ops_links() {
  return probe_link([] {
    return bpf_map__attach_struct_ops(Loaded{"struct_ops_link"}.map("held"));
  });
}

Attempt probe_sleepable_iterators() {
  return probe_link([] {
    return bpf_program__attach_iter(Loaded{"iter_sleepable"}.program(),
                                    nullptr);
  });
}

Attempt probe_netkit() {
  const ProbedPair devices{"netkit"};
  if (devices.attempt.error != 0) return devices.attempt;
  auto opts = options<bpf_prog_load_opts>();
  opts.expected_attach_type = BPF_NETKIT_PRIMARY;
  const Opened program = load_idle(BPF_PROG_TYPE_SCHED_CLS, opts);
  if (!program) return program.attempt;
  return link(program, devices.index(), BPF_NETKIT_PRIMARY).attempt;
}

Attempt probe_lockdown() {
  return {"find the kernel locked down",
          running_kernel().lockdown.empty() ? EOPNOTSUPP : 0};
}

Attempt probe_no_cpu_counters() {
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = PERF_TYPE_HARDWARE;
  attributes.config = PERF_COUNT_HW_CPU_CYCLES;
  const Fd event{static_cast<int>(::syscall(SYS_perf_event_open, &attributes,
                                            -1, 0, -1, PERF_FLAG_FD_CLOEXEC))};
  return {"find no counter", event.is_open() ? EOPNOTSUPP : 0};
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

Attempt probe_cgroup_storage() {
  const int result =
      libbpf_probe_bpf_map_type(BPF_MAP_TYPE_CGRP_STORAGE, nullptr);
  return tried("create such a map", result == 0 ? -EOPNOTSUPP : result);
}

Attempt probe_cgroup_unix_sockets() {
  auto opts = options<bpf_prog_load_opts>();
  opts.expected_attach_type = BPF_CGROUP_UNIX_CONNECT;
  return load_idle(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, opts).attempt;
}

Attempt probe_cgroup_order() {
  const Cgroup cgroup;
  const Fd directory{
      ::open(cgroup.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  auto opts = options<bpf_prog_load_opts>();
  opts.expected_attach_type = BPF_CGROUP_INET_EGRESS;
  const Opened program = load_idle(BPF_PROG_TYPE_CGROUP_SKB, opts);
  if (!program) return program.attempt;
  auto place = options<bpf_link_create_opts>();
  place.flags = BPF_F_BEFORE;
  return link(program, directory.get(), BPF_CGROUP_INET_EGRESS, &place).attempt;
}

Attempt probe_prio_discipline() {
  const ProbedPair devices{"veth"};
  if (devices.attempt.error != 0) return devices.attempt;
  return tried_by_netlink("add the discipline", [&] {
    add_prio(static_cast<std::uint32_t>(devices.index()));
  });
}

Attempt probe_tc_actions() {
  const ProbedPair devices{"veth"};
  if (devices.attempt.error != 0) return devices.attempt;
  const Opened filter = load_idle(BPF_PROG_TYPE_SCHED_CLS);
  const Opened action = load_idle(BPF_PROG_TYPE_SCHED_ACT);
  if (!filter || !action) return filter ? action.attempt : filter.attempt;
  return tried_by_netlink("add a filter with an action", [&] {
    Netlink netlink;
    const auto index = static_cast<std::uint32_t>(devices.index());
    net::add_clsact(netlink, index);
    add_filter_with_action(index, net::clsact_ingress, filter.get(),
                           action.get());
  });
}

Attempt probe_lirc() {
  const Fd device{::open("/dev/lirc0", O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
  return {"open /dev/lirc0", device.is_open() ? 0 : errno};
}

// A map can be created in any case, but files have no room without the module.
Attempt probe_inode_storage() {
  const auto& modules = running_kernel().security_modules;
  return {"find the security module bpf",
          modules && modules->contains("bpf") ? 0 : EOPNOTSUPP};
}

Attempt probe_insn_arrays() {
  return Opened{
      "create an array of instructions",
      bpf_map_create(BPF_MAP_TYPE_INSN_ARRAY, "skep_probe", 4, 16, 1, nullptr)}
      .attempt;
}

Attempt probe_arenas() {
  auto opts = options<bpf_map_create_opts>();
  opts.map_flags = BPF_F_MMAPABLE;
  return Opened{"create an arena", bpf_map_create(BPF_MAP_TYPE_ARENA,
                                                  "skep_probe", 0, 0, 1, &opts)}
      .attempt;
}

Attempt probe_exceptions() {
  const QuietLibbpf quiet;
  try {
    const Loaded loaded{"exceptions"};
    return {"load the program", 0};
  } catch (const std::system_error& error) {
    return {"load the program", error.code().value()};
  }
}

Attempt probe_long_jumps() {
  return Opened{
      "load a program with a jump by 32 bits",
      load_insns({insns::set(0, 0), insns::long_jump(0), insns::leave})}
      .attempt;
}

// A kernel that knows tokens looks at the descriptor first.
Attempt probe_tokens() {
  const int result = bpf_token_create(-1, nullptr);
  return tried("make a token of nothing", result == -EBADF ? 0 : result);
}

// A kernel that verifies signatures finds that this is none.
Attempt probe_signed_programs() {
  const std::array<bpf_insn, 2> code{insns::set(0, 0), insns::leave};
  const std::array<std::uint8_t, 4> garbage{};
  auto attributes = zeroed<bpf_attr>();
  attributes.prog_type = BPF_PROG_TYPE_SYSCALL;
  attributes.prog_flags = BPF_F_SLEEPABLE;
  attributes.insns = reinterpret_cast<std::uintptr_t>(code.data());
  attributes.insn_cnt = code.size();
  attributes.license = reinterpret_cast<std::uintptr_t>("GPL");
  attributes.signature = reinterpret_cast<std::uintptr_t>(garbage.data());
  attributes.signature_size = garbage.size();
  const Fd program{static_cast<int>(
      ::syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof attributes))};
  const bool is_verified = errno != EOPNOTSUPP && errno != EINVAL &&
                           errno != E2BIG && !program.is_open();
  return {"have a signature verified", is_verified ? 0 : errno};
}

Attempt probe_live_frames() {
  const Opened program = load_idle(BPF_PROG_TYPE_XDP);
  if (!program) return program.attempt;
  const std::array<char, 64> packet{};
  auto run = options<bpf_test_run_opts>();
  run.data_in = packet.data();
  run.data_size_in = packet.size();
  run.flags = BPF_F_TEST_XDP_LIVE_FRAMES;
  return tried("run the program", bpf_prog_test_run_opts(program.get(), &run));
}

Attempt probe_program_streams() {
  const Opened program = load_idle(BPF_PROG_TYPE_XDP);
  if (!program) return program.attempt;
  std::array<char, 16> text{};
  return tried("read a stream",
               bpf_prog_stream_read(program.get(), BPF_STREAM_STDOUT,
                                    text.data(), text.size(), nullptr));
}

Attempt probe_stream_memory() {
  const Loaded printer{"streams"};
  const std::uint64_t number = 0;
  auto run = options<bpf_test_run_opts>();
  run.ctx_in = &number;
  run.ctx_size_in = sizeof number;
  const Attempt attempt =
      tried("run the program",
            bpf_prog_test_run_opts(bpf_program__fd(printer.program()), &run));
  if (attempt.error != 0) return attempt;
  return tried("print to a stream", static_cast<int>(run.retval));
}

Attempt probe_tracefs() {
  const TempDir dir;
  if (::mount("tracefs", dir.path().c_str(), "tracefs", 0, nullptr) != 0)
    return {"mount a tracefs", errno};
  const bool has_events = ::access((dir / "events").c_str(), R_OK) == 0;
  ::umount2(dir.path().c_str(), MNT_DETACH);
  return {"find events there", has_events ? 0 : ENOENT};
}

Attempt probe_veth() { return ProbedPair{"veth"}.attempt; }

Attempt probe_device_bound_programs() {
  const ProbedPair devices{"veth"};
  if (devices.attempt.error != 0) return devices.attempt;
  auto opts = options<bpf_prog_load_opts>();
  opts.prog_flags = BPF_F_XDP_DEV_BOUND_ONLY;
  opts.prog_ifindex = static_cast<std::uint32_t>(devices.index());
  return load_idle(BPF_PROG_TYPE_XDP, opts).attempt;
}

}  // namespace skep::test
