// Programs that skep has written itself, in the kernel.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <string>
#include <vector>

#include "src/sys/fd.h"

namespace skep {

// A program of type tracing, for a function that BTF names.
struct WrittenProgram {
  std::string name;  // up to 15 characters
  std::string task;  // for messages: what "the program that ..." does
  bpf_attach_type attach_type = BPF_TRACE_ITER;
  std::uint32_t function = 0;  // its type
  int target = 0;              // the program that it belongs to; 0: the kernel
  std::vector<bpf_insn> code{};
};

// Load a program.
// Errors: Error; when the verifier refuses the program, which is our mistake,
//         with the program and the verifier's log.
[[nodiscard]] Fd load(const WrittenProgram& program);

}  // namespace skep
