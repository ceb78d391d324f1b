// Loading an object to see what the kernel makes of it; nothing is kept.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <string>
#include <vector>

#include "src/object/load.h"
#include "src/object/verifier_stats.h"

namespace skep {

// A program that the verifier has accepted.
struct VerifiedProgram {
  std::string name;
  std::string section;
  bpf_prog_type type = BPF_PROG_TYPE_UNSPEC;
  std::uint32_t xlated_bytes = 0;
  std::uint32_t jited_bytes = 0;  // 0: not compiled, or not told
  VerifierStats stats{};
};

// Configure the object at `path`, load it, and let go of it.
// Errors: Error as for a load that is kept.
[[nodiscard]] std::vector<VerifiedProgram> verify(const std::string& path,
                                                  const LoadOptions& options);

}  // namespace skep
