// Is a file a BPF object? Asked before libbpf is, to give a reason in words.
#pragma once

#include <string_view>

#include "src/sys/bytes.h"

namespace skep {

// Throw unless `bytes` look like a whole BPF object file: a relocatable 64-bit
// ELF file for BPF (or, as old compilers wrote, for no machine at all).
// Errors: Error that says what `path` is instead: empty, no ELF file,
// truncated,
//         an executable, code of another machine.
void check_is_bpf_elf(ByteView bytes, std::string_view path);

// Does an ELF file that passed check_is_bpf_elf() hold numbers in the byte
// order of this machine?
[[nodiscard]] bool has_host_byte_order(ByteView elf);

// May an ELF file have a section called `name`? False is certain.
[[nodiscard]] bool mentions_section(ByteView elf, std::string_view name);

}  // namespace skep
