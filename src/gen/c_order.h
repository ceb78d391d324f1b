// An order of types that survives changes: a header made of the BTF of one
// kernel differs from the next one's by what is new, not by where things are.
#pragma once

#include <vector>

#include "src/btf/btf.h"

namespace skep::gen {

// Return the ids of the types from `first` on in the order of bpftool's
// vmlinux.h: enums, numbers, structs and unions, functions, by their names;
// what refers to them beside them; then the rest.
// `types` must pass check_types_are_finite().
[[nodiscard]] std::vector<btf::TypeId> order_for_c(btf::BtfView types,
                                                   btf::TypeId first);

}  // namespace skep::gen
