// The program of an iterator that copies fields to rows.
#pragma once

#include <linux/bpf.h>

#include <vector>

#include "src/btf/btf.h"
#include "src/iter/projection.h"
#include "src/sys/fd.h"

namespace skep::iter {

// Write the program: for each object it copies what the projection says to the
// value of the map `buffer`, and that to the reader. All of its reads go
// through bpf_probe_read_kernel, which asks for an address alone: what the
// verifier demands of direct ones (unions, RCU, pointers to user space) differs
// from kernel to kernel.
[[nodiscard]] std::vector<bpf_insn> assemble(btf::BtfView kernel,
                                             const Projection& projection,
                                             const Fd& buffer);

}  // namespace skep::iter
