// Why the kernel said no: what is known about an errno value here and now.
#pragma once

#include <string>

namespace skep {

// Return the hint for an errno value; empty when nothing is known. For EPERM
// and EACCES it looks at this process (capabilities, seccomp) and at the
// kernel (lockdown, unprivileged_bpf_disabled).
[[nodiscard]] std::string hint_for(int code);

// Return the names of the capabilities that bpf(2) asks for and that this
// process lacks, "CAP_BPF, CAP_NET_ADMIN"; empty when it has all of them.
[[nodiscard]] std::string missing_capabilities();

// Return the active lockdown mode, "integrity" or "confidentiality"; empty
// when there is none or when it can't be read.
[[nodiscard]] std::string lockdown_mode();

}  // namespace skep
