// A map without its elements: `map clear`.
#pragma once

#include <cstdint>

#include "src/map/map.h"

namespace skep::map {

// Remove all the elements of a map; those that can't be removed, of arrays and
// of control groups, get zeros. Return how many there were.
// Errors: Error when the kernel refuses one: those before it are gone.
// Source: BPF_MAP_DELETE_BATCH (Linux 5.6), else one after the other.
std::uint64_t clear_elements(const Map& map);

}  // namespace skep::map
