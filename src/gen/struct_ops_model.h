// The value of a struct_ops map, member by member.
#pragma once

#include <optional>

#include "src/btf/btf.h"
#include "src/gen/object_model.h"

namespace skep::gen {

// Read the type of a struct_ops map's value; nullopt if it is no struct.
[[nodiscard]] std::optional<StructOps> read_struct_ops(btf::BtfView types,
                                                       btf::TypeId id);

}  // namespace skep::gen
