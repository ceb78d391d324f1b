// The answer to a query about the elements of a map.
#pragma once

#include "src/map/map.h"
#include "src/map/query.h"
#include "src/map/type_choice.h"
#include "src/output/writer.h"

namespace skep::map {

// Print what the query asks for, by the types of the choice. Rows for programs,
// and changes, are printed only if `out` writes text.
// Errors: usage error for a query that makes no sense, or not for this map;
//         Error before any output if its elements can't be listed.
void answer(Writer& out, const Map& map, const Query& query,
            const TypeChoice& choice = {});

}  // namespace skep::map
