// Take a program off its hook.
#pragma once

#include "src/sys/fd.h"

namespace skep {

// Detach the program of a link, which goes on to exist without effect.
// Errors: Error that names the link; with EOPNOTSUPP for types of links that
//         are only detached by letting go of them.
// Source: BPF_LINK_DETACH, since Linux 5.9.
void detach_link(const Fd& link);

}  // namespace skep
