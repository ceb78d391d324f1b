// What libbpf takes for granted of a BPF object file.
#pragma once

#include <string_view>

#include "src/sys/bytes.h"

namespace skep {

// Throw unless
// - each function ends with a whole instruction: libbpf writes to the second
//   half of one that takes 16 bytes, whether it is there or not;
// - typedefs, modifiers and arrays of its BTF lead to a type: libbpf follows
//   them for as long as they lead anywhere;
// - variables end within 2 GiB: libbpf adds their places in 32 bits;
// - no map in section .maps is of type struct_ops: libbpf takes it for one that
//   has a value.
// Errors: Error that names `path`. Other mistakes of the file are left to
// libbpf.
void check_is_sound(ByteView elf, std::string_view path);

}  // namespace skep
