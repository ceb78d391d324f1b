// The maps of a loaded object as those that the kernel holds.
#pragma once

#include <bpf/libbpf.h>

#include <string>

#include "src/map/map.h"
#include "src/object/bpf_object.h"

namespace skep {

// Return a map of an object whose maps are there, with a descriptor of its own.
[[nodiscard]] map::Map map_of(const bpf_map* map);
[[nodiscard]] map::Map map_of(const BpfObject& object, const std::string& name);

}  // namespace skep
