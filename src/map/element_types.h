// The BTF types of a map's keys and values.
#pragma once

#include <optional>

#include "src/btf/btf.h"
#include "src/map/map.h"

namespace skep::map {

struct ElementTypes {
  btf::Btf btf;
  btf::TypeId key;  // void_id: not known
  btf::TypeId value;
  bool is_chosen = false;  // by name: what has no type is shown as bytes
};

// Load the types of a map's elements. Those of a struct_ops map are the
// kernel's.
// Errors: nullopt when the map has none, or, with a warning, when they can't
//         be read: its bytes are worth showing without them.
[[nodiscard]] std::optional<ElementTypes> load_types(const Map& map);

}  // namespace skep::map
