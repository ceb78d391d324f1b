// The named types that values are made of, which must be complete.
#pragma once

#include <span>
#include <vector>

#include "src/btf/btf.h"

namespace skep::gen {

// Return the structs, unions, enums and typedefs with a name whose values those
// of `ids` are or hold, each once, in the order in which they are met. What
// they hold themselves is their own affair.
// `types` must pass check_types_are_finite().
[[nodiscard]] std::vector<btf::TypeId> named_values(
    btf::BtfView types, std::span<const btf::TypeId> ids);

}  // namespace skep::gen
