// Taking over what libbpf makes when it attaches a program.
#pragma once

#include <functional>

#include "src/object/bpf_link.h"

namespace skep {

// Own the link that `attach` has libbpf make, and the perf events that it opens
// for it. Nothing is owned if it returns null.
[[nodiscard]] BpfLink take_link(const std::function<bpf_link*()>& attach);

}  // namespace skep
