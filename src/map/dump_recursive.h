// A map of maps with the maps that it holds, as `map dump --recursive` shows
// them.
#pragma once

#include "src/map/map.h"
#include "src/output/writer.h"

namespace skep::map {

// Print the elements of a map, and those of each map that it holds, once, in
// the order in which they come; each behind its header. The kernel has no maps
// of maps of maps. What has no elements that can be listed is a header alone,
// null in JSON; maps that vanish meanwhile are left out.
// Shape:  one inner map is open at a time.
// Errors: Error before any output for a map whose elements can't be listed.
void dump_recursive(Writer& out, Map map);

}  // namespace skep::map
