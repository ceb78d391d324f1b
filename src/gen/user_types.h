// The types of an object as programs in user space can say them.
//
// A BPF program has the kernel's names for numbers (u32, dev_t). User space has
// no such name, or has it with another meaning: its dev_t is larger.
#pragma once

#include <string>
#include <string_view>

#include "src/btf/btf.h"

namespace skep::gen {

// Return a copy of `types`, with the same ids, in which numbers and pointers go
// by names that mean the same everywhere: u64 becomes __u64, dev_t unsigned
// int. Typedefs of structs, unions and enums stay.
// `types` must pass check_types_are_finite() and rest on no base.
[[nodiscard]] btf::Btf with_plain_numbers(btf::BtfView types);

// Is it a name of a number that every program has by then, such as uint64_t?
[[nodiscard]] bool is_number_name(std::string_view name);

// Return the type under which a value of type `id` is declared, as above.
[[nodiscard]] btf::TypeId plain_type(btf::BtfView types, btf::TypeId id);

// Put `prefix` before the names of types and enumerators that the headers of C
// or libbpf may define as well, so that both can stand in one program.
void rename_known_types(btf::Btf& types, const std::string& prefix);

// Do the headers that every skeleton includes define the name, of a type or of
// an enumerator? Yes for some that they don't: those of newer versions.
[[nodiscard]] bool is_known_to_headers(std::string_view name);

}  // namespace skep::gen
