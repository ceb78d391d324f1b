#include "tests/e2e/hook_table.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <system_error>

namespace skep::test {
namespace {

// Many hooks of control groups take no verdict but 1; others take any.
std::array<bpf_insn, 2> instructions_for(bpf_prog_type type) {
  bpf_insn verdict{};
  verdict.code = BPF_ALU64 | BPF_MOV | BPF_K;
  const bool is_for_cgroups =
      type == BPF_PROG_TYPE_CGROUP_SKB || type == BPF_PROG_TYPE_CGROUP_SOCK ||
      type == BPF_PROG_TYPE_CGROUP_SOCK_ADDR ||
      type == BPF_PROG_TYPE_CGROUP_DEVICE ||
      type == BPF_PROG_TYPE_CGROUP_SYSCTL ||
      type == BPF_PROG_TYPE_CGROUP_SOCKOPT || type == BPF_PROG_TYPE_SOCK_OPS;
  verdict.imm = is_for_cgroups ? 1 : 0;
  bpf_insn exit{};
  exit.code = BPF_JMP | BPF_EXIT;
  return {verdict, exit};
}

int must(int result, const std::string& what) {
  if (result < 0)
    throw std::system_error(-result, std::generic_category(), what);
  return result;
}

HookRow cgroup_row(bpf_prog_type type, bpf_attach_type attach,
                   const std::string& cgroup) {
  const std::string name = libbpf_bpf_attach_type_str(attach);
  return {.type = type,
          .attach = attach,
          .words = "cgroup " + cgroup + " " + name,
          .link = "cgroup",
          .hook = name,
          .target = "*"};
}

}  // namespace

std::string own_binary() {
  return std::filesystem::read_symlink("/proc/self/exe");
}

HookRows rows_of_all_kernels(const HookPlaces& places) {
  return {
      {.type = BPF_PROG_TYPE_RAW_TRACEPOINT,
       .words = "raw_tracepoint sched_process_exit",
       .link = "raw_tracepoint",
       .hook = "raw_tracepoint",
       .target = "sched_process_exit"},
      {.type = BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE,
       .words = "raw_tracepoint sched_process_exit",
       .link = "raw_tracepoint",
       .hook = "raw_tracepoint",
       .target = "sched_process_exit"},
      {.type = BPF_PROG_TYPE_TRACING,
       .attach = BPF_TRACE_RAW_TP,
       .function = "sched_process_exit",
       .words = "tp_btf",
       .link = "raw_tracepoint",
       .hook = "raw_tracepoint",
       .target = "sched_process_exit"},
      {.type = BPF_PROG_TYPE_TRACING,
       .attach = BPF_TRACE_ITER,
       .function = "task",
       .words = "iter",
       .link = "iter",
       .hook = "iter",
       .target = "task"},
      {.type = BPF_PROG_TYPE_XDP,
       .attach = BPF_XDP,
       .words = "xdp dev " + places.device,
       .link = "xdp",
       .hook = "xdp",
       .target = places.device},
      {.type = BPF_PROG_TYPE_SK_LOOKUP,
       .attach = BPF_SK_LOOKUP,
       .words = "sk_lookup netns " + places.netns,
       .link = "netns",
       .hook = "sk_lookup",
       .target = "*"},
      {.type = BPF_PROG_TYPE_FLOW_DISSECTOR,
       .attach = BPF_FLOW_DISSECTOR,
       .words = "flow_dissector netns " + places.netns,
       .link = "netns",
       .hook = "flow_dissector",
       .target = "*"},
      {.type = BPF_PROG_TYPE_SCHED_CLS,
       .words = "tc_egress dev " + places.device + " priority 7 handle 9",
       .hook = "tc_egress",
       .target = places.device},
  };
}

HookRows rows_of_perf_events(const HookPlaces& places) {
  const std::string probe = places.binary + " " + places.function;
  return {
      {.type = BPF_PROG_TYPE_KPROBE,
       .words = "uprobe " + probe,
       .link = "perf_event",
       .hook = "uprobe",
       .target = "*"},
      {.type = BPF_PROG_TYPE_PERF_EVENT,
       .words = "perf_event cpu-clock cpu 0 freq 1",
       .link = "perf_event",
       .hook = "perf_event",
       .target = "*"},
  };
}

HookRows rows_of_tracepoints() {
  return {{.type = BPF_PROG_TYPE_TRACEPOINT,
           .words = "tracepoint sched/sched_process_exit",
           .link = "perf_event",
           .hook = "tracepoint",
           .target = "sched_process_exit"}};
}

HookRows rows_of_unix_sockets(const std::string& cgroup) {
  HookRows rows;
  for (const bpf_attach_type attach :
       {BPF_CGROUP_UNIX_CONNECT, BPF_CGROUP_UNIX_SENDMSG,
        BPF_CGROUP_UNIX_RECVMSG, BPF_CGROUP_UNIX_GETPEERNAME,
        BPF_CGROUP_UNIX_GETSOCKNAME})
    rows.push_back(cgroup_row(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, attach, cgroup));
  return rows;
}

HookRows rows_of_cgroups(const std::string& cgroup) {
  constexpr auto skb = BPF_PROG_TYPE_CGROUP_SKB;
  constexpr auto sock = BPF_PROG_TYPE_CGROUP_SOCK;
  constexpr auto addr = BPF_PROG_TYPE_CGROUP_SOCK_ADDR;
  constexpr auto option = BPF_PROG_TYPE_CGROUP_SOCKOPT;
  HookRows rows;
  const auto add = [&](bpf_prog_type type,
                       std::initializer_list<bpf_attach_type> list) {
    for (const bpf_attach_type attach : list)
      rows.push_back(cgroup_row(type, attach, cgroup));
  };
  add(skb, {BPF_CGROUP_INET_INGRESS, BPF_CGROUP_INET_EGRESS});
  add(sock, {BPF_CGROUP_INET_SOCK_CREATE, BPF_CGROUP_INET_SOCK_RELEASE,
             BPF_CGROUP_INET4_POST_BIND, BPF_CGROUP_INET6_POST_BIND});
  add(BPF_PROG_TYPE_SOCK_OPS, {BPF_CGROUP_SOCK_OPS});
  add(BPF_PROG_TYPE_CGROUP_DEVICE, {BPF_CGROUP_DEVICE});
  add(BPF_PROG_TYPE_CGROUP_SYSCTL, {BPF_CGROUP_SYSCTL});
  add(option, {BPF_CGROUP_GETSOCKOPT, BPF_CGROUP_SETSOCKOPT});
  add(addr, {BPF_CGROUP_INET4_BIND, BPF_CGROUP_INET6_BIND,
             BPF_CGROUP_INET4_CONNECT, BPF_CGROUP_INET6_CONNECT,
             BPF_CGROUP_INET4_GETPEERNAME, BPF_CGROUP_INET6_GETPEERNAME,
             BPF_CGROUP_INET4_GETSOCKNAME, BPF_CGROUP_INET6_GETSOCKNAME,
             BPF_CGROUP_UDP4_SENDMSG, BPF_CGROUP_UDP6_SENDMSG,
             BPF_CGROUP_UDP4_RECVMSG, BPF_CGROUP_UDP6_RECVMSG});
  return rows;
}

HookRows rows_of_tcx(const std::string& device) {
  return {{.type = BPF_PROG_TYPE_SCHED_CLS,
           .words = "tcx_ingress dev " + device,
           .link = "tcx",
           .hook = "tcx_ingress",
           .target = device},
          {.type = BPF_PROG_TYPE_SCHED_CLS,
           .words = "tcx_egress dev " + device + " --no-link",
           .hook = "tcx_egress",
           .target = device}};
}

// The link tells the device whose packets it sees: the peer.
HookRows rows_of_netkit(const std::string& device) {
  return {{.type = BPF_PROG_TYPE_SCHED_CLS,
           .words = "netkit_primary dev " + device,
           .link = "netkit",
           .hook = "netkit_primary",
           .target = device},
          {.type = BPF_PROG_TYPE_SCHED_CLS,
           .words = "netkit_peer dev " + device + " first",
           .link = "netkit",
           .hook = "netkit_peer",
           .target = "*"},
          {.type = BPF_PROG_TYPE_SCHED_CLS,
           .words = "netkit_peer dev " + device + " --no-link",
           .hook = "netkit_peer",
           .target = device}};
}

HookRows rows_of_netfilter() {
  return {{.type = BPF_PROG_TYPE_NETFILTER,
           .attach = BPF_NETFILTER,
           .words = "netfilter ip6 forward 12321",
           .link = "netfilter",
           .hook = "netfilter",
           .target = "ip6 forward priority 12321"}};
}

HookRows rows_of_trampolines() {
  return {{.type = BPF_PROG_TYPE_TRACING,
           .attach = BPF_TRACE_FENTRY,
           .function = "do_nanosleep",
           .words = "fentry cookie 5",
           .link = "tracing",
           .hook = "fentry",
           .target = "do_nanosleep"},
          {.type = BPF_PROG_TYPE_TRACING,
           .attach = BPF_TRACE_FEXIT,
           .function = "do_nanosleep",
           .words = "fexit",
           .link = "tracing",
           .hook = "fexit",
           .target = "do_nanosleep"},
          {.type = BPF_PROG_TYPE_TRACING,
           .attach = BPF_MODIFY_RETURN,
           .function = "security_task_getpgid",
           .words = "fmod_ret",
           .link = "tracing",
           .hook = "fmod_ret",
           .target = "security_task_getpgid"}};
}

HookRows rows_of_kprobes() {
  return {{.type = BPF_PROG_TYPE_KPROBE,
           .words = "kprobe do_nanosleep cookie 5",
           .link = "perf_event",
           .hook = "kprobe",
           .target = "*"},
          {.type = BPF_PROG_TYPE_KPROBE,
           .words = "kprobe do_nanosleep retprobe",
           .link = "perf_event",
           .hook = "kretprobe",
           .target = "*"}};
}

HookRows rows_of_multi_kprobes() {
  return {{.type = BPF_PROG_TYPE_KPROBE,
           .attach = BPF_TRACE_KPROBE_MULTI,
           .words = "kprobe_multi do_nanosleep,do_exit=4 retprobe",
           .link = "kprobe_multi",
           .hook = "kprobe_multi",
           .target = "*"}};
}

HookRows rows_of_multi_uprobes(const HookPlaces& places) {
  return {{.type = BPF_PROG_TYPE_KPROBE,
           .attach = BPF_TRACE_UPROBE_MULTI,
           .words = "uprobe_multi " + places.binary + " " + places.function +
                    "=3 pid " + std::to_string(::getpid()),
           .link = "uprobe_multi",
           .hook = "uprobe_multi",
           .target = "*"}};
}

HookRow row_of_lsm() {
  return {.type = BPF_PROG_TYPE_LSM,
          .attach = BPF_LSM_MAC,
          .function = "task_getpgid",
          .words = "lsm",
          .link = "tracing",
          .hook = "lsm",
          .target = "bpf_lsm_task_getpgid"};
}

HookRow row_of_lsm_cgroup(const std::string& cgroup) {
  HookRow row = cgroup_row(BPF_PROG_TYPE_LSM, BPF_LSM_CGROUP, cgroup);
  row.function = "socket_post_create";
  return row;
}

HookRow row_of_lirc(const std::string& device) {
  return {.type = BPF_PROG_TYPE_LIRC_MODE2,
          .attach = BPF_LIRC_MODE2,
          .words = "lirc_mode2 " + device,
          .hook = "lirc_mode2",
          .target = device};
}

HookRows rows_without_hook() {
  return {
      {.type = BPF_PROG_TYPE_SOCKET_FILTER},
      {.type = BPF_PROG_TYPE_SCHED_ACT},
      {.type = BPF_PROG_TYPE_LWT_IN},
      {.type = BPF_PROG_TYPE_LWT_OUT},
      {.type = BPF_PROG_TYPE_LWT_XMIT},
      {.type = BPF_PROG_TYPE_LWT_SEG6LOCAL},
      {.type = BPF_PROG_TYPE_SK_REUSEPORT, .attach = BPF_SK_REUSEPORT_SELECT},
      {.type = BPF_PROG_TYPE_SYSCALL}};
}

Fd load_for(const HookRow& row) {
  bpf_prog_load_opts options{};
  options.sz = sizeof options;
  options.expected_attach_type = row.attach;
  if (row.type == BPF_PROG_TYPE_SYSCALL) options.prog_flags = BPF_F_SLEEPABLE;
  if (!row.function.empty())
    options.attach_btf_id = static_cast<std::uint32_t>(
        must(libbpf_find_vmlinux_btf_id(row.function.c_str(), row.attach),
             "find " + row.function));
  const auto code = instructions_for(row.type);
  return Fd{must(bpf_prog_load(row.type, "skep_row", "GPL", code.data(),
                               code.size(), &options),
                 std::string{"load a program of type "} +
                     libbpf_bpf_prog_type_str(row.type))};
}

}  // namespace skep::test
