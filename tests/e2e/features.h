// The features of kernels that tests need, and skips that can't lie: a test
// whose feature does not work is skipped only if a fact about the kernel
// excuses it; otherwise it fails.
//
//   TEST_CASE("...") {
//     NEEDS(feature::tcx, feature::veth);
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "tests/e2e/feature_probes.h"
#include "tests/e2e/kernel_facts.h"

namespace skep::test {

// From which lockdown on a kernel refuses something.
enum class Lockdown { never, integrity, confidentiality };

struct Feature {
  std::string_view name;
  Version since;             // the first Linux that has it
  std::string_view options;  // what must be configured, without "CONFIG_"
  Attempt (*probe)();        // try it
  Lockdown refused_by = Lockdown::never;
  std::string_view security_module = {};  // that must be active
  bool is_chosen_at_boot = false;         // it may be off on any kernel
};

namespace feature {

// Trampolines, by which programs are called at the entry and exit of kernel
// functions and in place of others', write to the kernel's code.
inline constexpr std::string_view trampoline_options =
    "BPF_JIT DEBUG_INFO_BTF DYNAMIC_FTRACE_WITH_DIRECT_CALLS";

inline constexpr Feature fentry{.name = "fentry",
                                .since = {5, 5},
                                .options = trampoline_options,
                                .probe = probe_fentry,
                                .refused_by = Lockdown::integrity};
inline constexpr Feature fexit{.name = "fexit",
                               .since = {5, 5},
                               .options = trampoline_options,
                               .probe = probe_fexit,
                               .refused_by = Lockdown::integrity};
inline constexpr Feature fmod_ret{.name = "fmod_ret",
                                  .since = {5, 7},
                                  .options = trampoline_options,
                                  .probe = probe_fmod_ret,
                                  .refused_by = Lockdown::integrity};
inline constexpr Feature freplace{.name = "freplace",
                                  .since = {5, 6},
                                  .options = trampoline_options,
                                  .probe = probe_freplace,
                                  .refused_by = Lockdown::integrity};
inline constexpr Feature lsm{.name = "lsm",
                             .since = {5, 7},
                             .options = "BPF_LSM DEBUG_INFO_BTF",
                             .probe = probe_lsm,
                             .refused_by = Lockdown::integrity,
                             .security_module = "bpf"};
inline constexpr Feature kprobes{.name = "kprobe",
                                 .since = {5, 15},
                                 .options = "KPROBE_EVENTS BPF_EVENTS",
                                 .probe = probe_kprobes,
                                 .refused_by = Lockdown::confidentiality};
inline constexpr Feature multi_kprobes{.name = "kprobe.multi",
                                       .since = {5, 18},
                                       .options = "FPROBE BPF_EVENTS",
                                       .probe = probe_multi_kprobes,
                                       .refused_by = Lockdown::confidentiality};
inline constexpr Feature multi_uprobes{.name = "uprobe.multi",
                                       .since = {6, 6},
                                       .options = "UPROBE_EVENTS BPF_EVENTS",
                                       .probe = probe_multi_uprobes};
inline constexpr Feature struct_ops{.name = "struct_ops",
                                    .since = {5, 6},
                                    .options = "BPF_JIT DEBUG_INFO_BTF INET",
                                    .probe = probe_struct_ops};
inline constexpr Feature struct_ops_links{
    .name = "links of struct_ops",
    .since = {6, 4},
    .options = "BPF_JIT DEBUG_INFO_BTF INET",
    .probe = probe_struct_ops_links};
inline constexpr Feature sleepable_iterators{
    .name = "sleepable iterators",
    .since = {6, 1},
    .options = "DEBUG_INFO_BTF",
    .probe = probe_sleepable_iterators};
inline constexpr Feature netkit{.name = "netkit",
                                .since = {6, 7},
                                .options = "NETKIT",
                                .probe = probe_netkit};
// A kernel that forbids what could change it.
inline constexpr Feature lockdown{.name = "lockdown",
                                  .since = {5, 4},
                                  .options = "SECURITY_LOCKDOWN_LSM",
                                  .probe = probe_lockdown,
                                  .is_chosen_at_boot = true};
// A machine whose CPUs count nothing, such as many virtual ones.
inline constexpr Feature no_cpu_counters{.name = "CPUs without counters",
                                         .since = {2, 6},
                                         .options = "PERF_EVENTS",
                                         .probe = probe_no_cpu_counters,
                                         .is_chosen_at_boot = true};
inline constexpr Feature netfilter_links{.name = "links to netfilter",
                                         .since = {6, 4},
                                         .options = "NETFILTER_BPF_LINK",
                                         .probe = probe_netfilter_links};
inline constexpr Feature netfilter_defrag{
    .name = "defragmenting by links to netfilter",
    .since = {6, 6},
    .options = "NETFILTER_BPF_LINK NF_DEFRAG_IPV4 NF_DEFRAG_IPV6",
    .probe = probe_netfilter_defrag};
inline constexpr Feature tcx{.name = "tcx",
                             .since = {6, 6},
                             .options = "NET_XGRESS",
                             .probe = probe_tcx};
inline constexpr Feature perf_event_details{
    .name = "what links to perf events tell",
    .since = {6, 6},
    .options = "BPF_EVENTS",
    .probe = probe_perf_event_details};
inline constexpr Feature perf_event_cookies_told{
    .name = "cookies that links to perf events tell",
    .since = {6, 9},
    .options = "BPF_EVENTS",
    .probe = probe_perf_event_cookies_told};
inline constexpr Feature raw_tracepoint_cookies{
    .name = "cookies of raw tracepoints",
    .since = {6, 10},
    .options = "BPF_EVENTS",
    .probe = probe_raw_tracepoint_cookies};
inline constexpr Feature raw_tracepoint_cookies_told{
    .name = "cookies that links to raw tracepoints tell",
    .since = {6, 17},
    .options = "BPF_EVENTS",
    .probe = probe_raw_tracepoint_cookies_told};
inline constexpr Feature sockmap_links{.name = "links to socket maps",
                                       .since = {6, 10},
                                       .options = "BPF_STREAM_PARSER",
                                       .probe = probe_sockmap_links};
inline constexpr Feature unix_sockets_in_sockmaps{
    .name = "Unix sockets in socket maps",
    .since = {5, 15},
    .options = "BPF_STREAM_PARSER UNIX",
    .probe = probe_unix_sockets_in_sockmaps};
inline constexpr Feature cgroup_storage{.name = "storage of control groups",
                                        .since = {6, 2},
                                        .options = "CGROUP_BPF",
                                        .probe = probe_cgroup_storage};
inline constexpr Feature cgroup_unix_sockets{
    .name = "Unix sockets of control groups",
    .since = {6, 7},
    .options = "CGROUP_BPF UNIX",
    .probe = probe_cgroup_unix_sockets};
inline constexpr Feature cgroup_order{
    .name = "the order of programs of control groups",
    .since = {6, 17},
    .options = "CGROUP_BPF",
    .probe = probe_cgroup_order};
inline constexpr Feature prio_discipline{.name = "the discipline prio",
                                         .since = {4, 5},
                                         .options = "NET_SCH_PRIO",
                                         .probe = probe_prio_discipline};
inline constexpr Feature tc_actions{
    .name = "actions of tc",
    .since = {4, 5},
    .options = "NET_CLS_ACT NET_ACT_BPF NET_CLS_BPF NET_SCH_INGRESS",
    .probe = probe_tc_actions};
inline constexpr Feature lirc{.name = "infrared receivers",
                              .since = {4, 18},
                              .options = "BPF_LIRC_MODE2",
                              .probe = probe_lirc,
                              .is_chosen_at_boot = true};
inline constexpr Feature multi_kprobe_cookies_told{
    .name = "cookies that links to many kprobes tell",
    .since = {6, 9},
    .options = "FPROBE BPF_EVENTS",
    .probe = probe_multi_kprobe_cookies_told,
    .refused_by = Lockdown::confidentiality};
inline constexpr Feature multi_uprobe_details{
    .name = "what links to many uprobes tell",
    .since = {6, 8},
    .options = "UPROBE_EVENTS BPF_EVENTS",
    .probe = probe_multi_uprobe_details};
inline constexpr Feature kprobe_sessions{
    .name = "sessions of kprobes",
    .since = {6, 10},
    .options = "FPROBE BPF_EVENTS",
    .probe = probe_kprobe_sessions,
    .refused_by = Lockdown::confidentiality};
inline constexpr Feature uprobe_sessions{.name = "sessions of uprobes",
                                         .since = {6, 13},
                                         .options = "UPROBE_EVENTS BPF_EVENTS",
                                         .probe = probe_uprobe_sessions};
inline constexpr Feature inode_storage{.name = "storage of files",
                                       .since = {5, 10},
                                       .options = "BPF_LSM",
                                       .probe = probe_inode_storage,
                                       .security_module = "bpf"};
inline constexpr Feature insn_arrays{.name = "arrays of instructions",
                                     .since = {6, 19},
                                     .options = "BPF_SYSCALL",
                                     .probe = probe_insn_arrays};
inline constexpr Feature arenas{.name = "arenas",
                                .since = {6, 9},
                                .options = "BPF_JIT",
                                .probe = probe_arenas};
inline constexpr Feature exceptions{
    .name = "exceptions in programs",
    .since = {6, 7},
    .options = "BPF_JIT DEBUG_INFO_BTF UNWINDER_ORC",
    .probe = probe_exceptions};
inline constexpr Feature long_jumps{.name = "jumps by 32 bits",
                                    .since = {6, 6},
                                    .options = "BPF_SYSCALL",
                                    .probe = probe_long_jumps};
inline constexpr Feature tokens{.name = "BPF tokens",
                                .since = {6, 9},
                                .options = "BPF_SYSCALL USER_NS",
                                .probe = probe_tokens};
inline constexpr Feature signed_programs{
    .name = "signed programs",
    .since = {6, 18},
    .options = "BPF_SYSCALL SYSTEM_DATA_VERIFICATION",
    .probe = probe_signed_programs};
inline constexpr Feature tracefs{.name = "tracefs",
                                 .since = {4, 1},
                                 .options = "TRACING EVENT_TRACING",
                                 .probe = probe_tracefs,
                                 .refused_by = Lockdown::confidentiality};
inline constexpr Feature live_frames{.name = "live frames of XDP",
                                     .since = {5, 18},
                                     .options = "NET",
                                     .probe = probe_live_frames};
inline constexpr Feature program_streams{.name = "streams of programs",
                                         .since = {6, 17},
                                         .options = "BPF_SYSCALL",
                                         .probe = probe_program_streams};
// Some kernels find no memory for them without taking a lock.
inline constexpr Feature stream_memory{.name = "memory for streams",
                                       .since = {6, 17},
                                       .options = "BPF_SYSCALL",
                                       .probe = probe_stream_memory,
                                       .is_chosen_at_boot = true};
inline constexpr Feature veth{
    .name = "veth", .since = {2, 6}, .options = "VETH", .probe = probe_veth};
inline constexpr Feature device_bound_programs{
    .name = "programs bound to devices",
    .since = {6, 3},
    .options = "NET VETH",
    .probe = probe_device_bound_programs};

}  // namespace feature

struct Verdict {
  enum class Kind { run, skip, fail };
  Kind kind = Kind::run;
  std::string reason;  // of a skip or a failure
};

// Judge whether a test of a feature runs, is skipped, or fails because this
// kernel should have the feature and hasn't.
Verdict judge(const Feature& feature, const Attempt& attempt,
              const KernelFacts& kernel);

// How the message of a skip begins, by which the reporter knows it.
inline constexpr std::string_view skip_mark = "skipped: ";

// Try the features; report the skip of the running test, or fail it, if one of
// them does not work.
bool can_test(std::initializer_list<Feature> features);

}  // namespace skep::test

// End a test, as its first statement, where a feature is missing.
#define NEEDS(...)                                      \
  do {                                                  \
    if (!::skep::test::can_test({__VA_ARGS__})) return; \
  } while (false)
