// How the elements of two maps differ: `map diff`.
#pragma once

#include "src/map/map.h"
#include "src/output/writer.h"

namespace skep::map {

// Print how `b` differs from `a`; return whether it does. Only their elements
// are compared; what is not printed, such as gaps between members, makes no
// difference. Memory does not grow with the maps.
// Shape:  text has lines as diff(1) has them: "- " before an element of `a`
//         alone, "+ " before one of `b` alone, "~ " before a key and how its
//         value has changed. JSON is a list of objects with "change":
//         "removed", "added" or "changed".
// Errors: Error, before any output, for maps that can't be compared, such as
//         with keys of other sizes, or of other types unless `ignores_types`.
[[nodiscard]] bool print_differences(Writer& out, const Map& a, const Map& b,
                                     bool ignores_types);

}  // namespace skep::map
