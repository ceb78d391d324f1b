// The types of a BTF as a header for BPF programs: vmlinux.h.
#pragma once

#include <span>

#include "src/btf/btf.h"
#include "src/output/sink.h"

namespace skep::gen {

struct BtfHeaderOptions {
  std::span<const btf::TypeId> ids;  // in the order in which they are wanted
  bool has_kfuncs = true;  // with the functions that programs may call
};

// Write the types with these ids, what they need first, and declarations of
// the kernel's functions for BPF programs (kfuncs). What is no C, such as a
// type with an _Atomic member, which BTF can't describe, is left out with a
// warning. `types` must pass check_types_are_finite().
void write_btf_header(Sink& out, btf::BtfView types,
                      const BtfHeaderOptions& options);

}  // namespace skep::gen
