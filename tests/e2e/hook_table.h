// Every type of programs and every hook: what is loaded for it, the words that
// attach it, and what is told of it then.
#pragma once

#include <linux/bpf.h>

#include <string>
#include <string_view>
#include <vector>

#include "src/sys/fd.h"

namespace skep::test {

struct HookRow {
  bpf_prog_type type;
  bpf_attach_type attach = BPF_CGROUP_INET_INGRESS;  // 0: none
  std::string function{};  // of the kernel's, for which it is loaded
  std::string words{};     // HOOK; empty: nothing that a command can attach to
  std::string link{};      // type of the link; empty: there is none
  std::string hook{};      // as `attach list` calls it
  std::string target{};    // "*": whatever
};
using HookRows = std::vector<HookRow>;

// What rows refer to.
struct HookPlaces {
  std::string device{};
  std::string cgroup{};
  std::string netns{};
  std::string binary{};    // with a function
  std::string function{};  // of the binary
};

// Return the path of this program, whose functions and probes are watched.
std::string own_binary();

// Rows for all kernels, and for those that tell of perf events.
HookRows rows_of_all_kernels(const HookPlaces& places);
HookRows rows_of_perf_events(const HookPlaces& places);
HookRows rows_of_tracepoints();
// Attach types of control groups.
HookRows rows_of_cgroups(const std::string& cgroup);
HookRows rows_of_unix_sockets(const std::string& cgroup);
// Rows that need one feature each.
HookRows rows_of_tcx(const std::string& device);
HookRows rows_of_netkit(const std::string& device);
HookRows rows_of_netfilter();
HookRows rows_of_trampolines();
HookRows rows_of_kprobes();
HookRows rows_of_multi_kprobes();
HookRows rows_of_multi_uprobes(const HookPlaces& places);
HookRow row_of_lsm();
HookRow row_of_lsm_cgroup(const std::string& cgroup);
HookRow row_of_lirc(const std::string& device);

// Types whose programs can be loaded, but that no command can attach: they
// belong to a socket, a route, an action or a map.
HookRows rows_without_hook();

// Load a program for a row that does nothing.
// Errors: std::system_error.
Fd load_for(const HookRow& row);

}  // namespace skep::test
