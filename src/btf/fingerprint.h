// Whether values of one BTF type mean the same by another.
#pragma once

#include <cstdint>

#include "src/btf/btf.h"

namespace skep::btf {

// Return a number that types of the same layout share: members of the same
// names at the same places, enumerators of the same values. Names of types,
// typedefs and what pointers point to make no difference. It is the same on
// every machine.
// Shape: 0 for void.
[[nodiscard]] std::uint64_t fingerprint(const BtfView& btf, TypeId type);

}  // namespace skep::btf
