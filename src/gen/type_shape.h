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

// Can all be described that stands in a declaration with this type? Types with
// a name are only mentioned there.
[[nodiscard]] bool can_declare(btf::BtfView types, btf::TypeId id);

// And in the definitions of all types that make this one complete?
[[nodiscard]] bool can_define(btf::BtfView types, btf::TypeId id);

}  // namespace skep::gen
