// The functions of a BPF object file, before libbpf changes their instructions.
#pragma once

#include <string_view>

#include "src/sys/bytes.h"

namespace skep {

// Throw unless each function ends with a whole instruction. libbpf writes to
// the second half of one that takes 16 bytes, whether it is there or not.
// Errors: Error that names `path`. Other mistakes of the file are left to
// libbpf.
void check_functions_are_whole(ByteView elf, std::string_view path);

}  // namespace skep
