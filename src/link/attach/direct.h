// Attaching without a link, as bpftool does: it lasts until it is undone.
#pragma once

#include <string>
#include <variant>

#include "src/link/attach/cgroup.h"
#include "src/link/attach/lirc.h"
#include "src/link/attach/netkit.h"
#include "src/link/attach/netns.h"
#include "src/link/attach/program.h"
#include "src/link/attach/sockmap.h"
#include "src/link/attach/tc.h"
#include "src/link/attach/tcx.h"
#include "src/link/attach/xdp.h"
#include "src/sys/fd.h"

namespace skep {

using DirectHook = std::variant<SockmapHook, NetnsHook, XdpHook, TcHook,
                                CgroupHook, TcxHook, NetkitHook, LircHook>;

[[nodiscard]] std::string title_of(const DirectHook& hook);

// Attach a loaded program, whose name is `name`. What the kernel chose is
// filled in.
// Errors: Error that names the program, the hook and the reason.
void attach_directly(const Fd& prog, std::string name, DirectHook& hook);

// Take it off again, and nothing else.
// Errors: the same; also when it is not attached there, or by a link.
void detach_directly(const Fd& prog, std::string name, const DirectHook& hook);

}  // namespace skep
