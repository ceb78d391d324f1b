// Put another program, or map of struct_ops, in the place of a link's.
#pragma once

#include "src/sys/fd.h"

namespace skep {

// Make a link run `replacement` from now on, without a moment in which nothing
// is attached. With `expected`, only if that is what the link has.
// Errors: Error that names the link and the reason.
// Source: BPF_LINK_UPDATE, since Linux 5.7; with maps since 6.4.
void update_link(const Fd& link, const Fd& replacement,
                 const Fd& expected = Fd{});

}  // namespace skep
