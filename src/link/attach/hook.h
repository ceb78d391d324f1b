// All the hooks that there are, and attaching a program to one of them.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "src/link/attach/btf_tracepoint.h"
#include "src/link/attach/cgroup.h"
#include "src/link/attach/freplace.h"
#include "src/link/attach/iter.h"
#include "src/link/attach/kprobe.h"
#include "src/link/attach/kprobe_multi.h"
#include "src/link/attach/netfilter.h"
#include "src/link/attach/netkit.h"
#include "src/link/attach/netns.h"
#include "src/link/attach/perf_event.h"
#include "src/link/attach/program.h"
#include "src/link/attach/raw_tracepoint.h"
#include "src/link/attach/sockmap.h"
#include "src/link/attach/tcx.h"
#include "src/link/attach/tracepoint.h"
#include "src/link/attach/tracing.h"
#include "src/link/attach/uprobe.h"
#include "src/link/attach/uprobe_multi.h"
#include "src/link/attach/usdt.h"
#include "src/link/attach/xdp.h"

namespace skep {

using Hook =
    std::variant<TracepointHook, RawTracepointHook, BtfTracepointHook,
                 TracingHook, FreplaceHook, KprobeHook, KprobeMultiHook,
                 UprobeHook, UprobeMultiHook, UsdtHook, PerfEventHook, XdpHook,
                 TcxHook, NetkitHook, CgroupHook, IterHook, NetfilterHook,
                 NetnsHook, SockmapHook>;

// Attach a loaded program, whose name is `name`, to a hook. The program stays
// attached as long as the links are open or pinned.
// Shape:  one link; several for a perf event on all CPUs, or a static probe.
// Errors: Error that names the program, the hook and the reason; then nothing
//         is attached.
[[nodiscard]] std::vector<Fd> attach(const Fd& prog, std::string name,
                                     const Hook& hook);

}  // namespace skep
