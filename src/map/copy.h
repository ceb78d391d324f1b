// Elements from one map into another: `map copy`.
#pragma once

#include <cstdint>

#include "src/map/map.h"

namespace skep::map {

// Write all the elements of `source` to `target`, where others stay; return how
// many.
// Errors: Error with nothing written: keys or values of other sizes, of other
//         types unless `ignores_types`, or that are no bytes; Error that tells
//         which element the kernel did not take.
std::uint64_t copy_elements(const Map& source, const Map& target,
                            bool ignores_types);

}  // namespace skep::map
