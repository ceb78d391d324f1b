// What there is to know before a type is written as C. A struct may have
// members that BTF can't describe: clang writes an _Atomic one as void.
#pragma once

#include <cstdint>
#include <optional>

#include "src/btf/btf.h"

namespace skep::gen {

// All want types that passed check_types_are_finite().

// Return the alignment of a value in bytes; nullopt if it, or a member of it,
// can't be described.
[[nodiscard]] std::optional<std::uint32_t> alignment_of(btf::BtfView types,
                                                        btf::TypeId id);

// Can a value of this type be written down in C, and all that its type is made
// of, names included? What pointers point to only has to have a name.
[[nodiscard]] bool can_describe(btf::BtfView types, btf::TypeId id);

}  // namespace skep::gen
