// What an object wants of the kernel that loads it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/btf/btf.h"
#include "src/sys/bytes.h"

namespace skep::gen {

struct Needs {
  std::vector<std::string> helpers;  // "map_lookup_elem"; by number, each once
  std::vector<std::string> kernel_symbols;  // kfuncs and variables, extern
  bool has_relocations = false;  // CO-RE: the kernel, or somebody, needs BTF
};

// Read what the code in an object file calls, and what its BTF declares extern;
// without BTF, null.
[[nodiscard]] Needs read_needs(ByteView elf, const btf::BtfView* types);

}  // namespace skep::gen
