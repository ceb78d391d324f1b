// Raw BTF made of types of another one.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "src/btf/btf.h"
#include "src/sys/bytes.h"

namespace skep::gen {

using MemberFilter = std::function<bool(btf::TypeId id, std::uint32_t member)>;

// Write types, which get the ids 1, 2 and so on, and of structs and unions the
// members that `has_member` wants. What they refer to is void if it is not
// among them. Variables, functions and the like have no place there.
// Shape:  raw BTF in the byte order that `types` has.
// Errors: Error when the names are too long together.
[[nodiscard]] Bytes write_btf(btf::BtfView types,
                              std::span<const btf::TypeId> ids,
                              const MemberFilter& has_member);

}  // namespace skep::gen
