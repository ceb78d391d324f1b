// Programs that skep has written, in the kernel.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <vector>

#include "src/iter/target.h"
#include "src/sys/fd.h"

namespace skep::iter {

// Make the array map of one value in which a program builds its row. One reader
// at a time may run the program.
[[nodiscard]] Fd make_row_buffer(std::uint32_t row_size);

// Make an array map of one number of 64 bits for each CPU.
[[nodiscard]] Fd make_per_cpu_number();

// Load a program for the iterators over a target.
// Errors: Error; when the verifier refuses the program, which is our mistake,
//         with the program and the verifier's log.
[[nodiscard]] Fd load_program(const Target& target,
                              const std::vector<bpf_insn>& program);

}  // namespace skep::iter
