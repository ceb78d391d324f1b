// Trying out what a kernel can do, by libbpf and system calls alone: what skep
// can do must not decide what is tested.
#pragma once

#include <string_view>

namespace skep::test {

// How far a trial went.
struct Attempt {
  std::string_view step = {};  // what failed, as in "load the program"
  int error = 0;               // its errno value; 0: all went well
};

// Each leaves nothing behind.
Attempt probe_fentry();
Attempt probe_fexit();
Attempt probe_fmod_ret();
Attempt probe_lsm();
Attempt probe_freplace();
Attempt probe_kprobes();
Attempt probe_multi_kprobes();
Attempt probe_multi_uprobes();
Attempt probe_struct_ops();
Attempt probe_struct_ops_links();
Attempt probe_sleepable_iterators();
Attempt probe_netkit();
Attempt probe_lockdown();
Attempt probe_no_cpu_counters();
Attempt probe_netfilter_links();
Attempt probe_netfilter_defrag();
Attempt probe_tcx();
Attempt probe_perf_event_details();
Attempt probe_perf_event_cookies_told();
Attempt probe_raw_tracepoint_cookies();
Attempt probe_raw_tracepoint_cookies_told();
Attempt probe_sockmap_links();
Attempt probe_unix_sockets_in_sockmaps();
Attempt probe_cgroup_storage();
Attempt probe_cgroup_unix_sockets();
Attempt probe_cgroup_order();
Attempt probe_lirc();
Attempt probe_prio_discipline();
Attempt probe_tc_actions();
Attempt probe_multi_kprobe_cookies_told();
Attempt probe_multi_uprobe_details();
Attempt probe_kprobe_sessions();
Attempt probe_uprobe_sessions();
Attempt probe_inode_storage();
Attempt probe_insn_arrays();
Attempt probe_arenas();
Attempt probe_exceptions();
Attempt probe_long_jumps();
Attempt probe_tokens();
Attempt probe_signed_programs();
Attempt probe_tracefs();
Attempt probe_live_frames();
Attempt probe_program_streams();
Attempt probe_stream_memory();
Attempt probe_veth();
Attempt probe_device_bound_programs();

}  // namespace skep::test
