// The names that a type brings into generated code. BTF may hold any bytes, and
// compilers of other languages write what is no C: nothing of it is to become
// code.
#pragma once

#include <bpf/btf.h>

#include "src/btf/btf.h"

namespace skep::gen {

// Where the code stands: beside the headers of any program, or in a BPF program
// as vmlinux.h, in which the kernel's own names are.
enum class NameScope { program, bpf };

// Are the names that the declaration or definition of `type` itself holds such
// as C has: its own, and those of its members, enumerators and parameters?
[[nodiscard]] bool has_c_names(btf::BtfView types, const btf_type& type,
                               NameScope scope);

}  // namespace skep::gen
