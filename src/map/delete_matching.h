// Deleting the elements that fulfil a condition.
#pragma once

#include <cstdint>

#include "src/map/map.h"
#include "src/map/query.h"
#include "src/map/type_choice.h"

namespace skep::map {

// Delete the elements that a query means, by the types of the choice; return
// how many were deleted.
// Errors: usage error for a query that is not for this map; Error that tells
//         how many are gone if one can't be deleted, or if as many come as go.
std::uint64_t delete_matching(const Map& map, const Query& query,
                              const TypeChoice& choice = {});

}  // namespace skep::map
