// The functions that a program consists of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/sys/fd.h"

namespace skep::prog {

struct FunctionSize {
  std::string name;  // empty: it is not known
  std::uint32_t xlated_bytes;
  std::uint32_t jited_bytes;  // 0: it is not compiled, or this is not told
};

// Find the functions of a program, in the order of their instructions; none
// without BTF that may be read.
[[nodiscard]] std::vector<FunctionSize> find_functions(const Fd& prog);

}  // namespace skep::prog
