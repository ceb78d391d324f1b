// All the elements of maps, as `map dump` shows them.
#pragma once

#include <vector>

#include "src/map/map.h"
#include "src/output/writer.h"

namespace skep::map {

// Require that the elements of a map can be listed.
// Errors: Error that says what can be done instead.
void check_listable(const Map& map);

// Print the elements of each map. More than one map: each with a header.
// Errors: Error before any output for a map whose elements can't be listed.
void dump(Writer& out, const std::vector<Map>& maps);

}  // namespace skep::map
