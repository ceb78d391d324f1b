// What bpftool does not tell of a map.
#pragma once

#include <cstdint>
#include <optional>

#include "src/map/map.h"
#include "src/output/writer.h"

namespace skep::map {

// Print the names of the flags, the BTF types of keys and values, and what else
// the map was created with; text is a line for each, which begins with a line
// feed.
void print_details(Writer& out, const Map& map);

// Return how many elements there are if the kernel tells that: of arrays.
[[nodiscard]] std::optional<std::uint64_t> known_count(const Map& map);

// Count the elements by reading all of them.
// Errors: nullopt when they can't be listed; Error when they can't be read.
[[nodiscard]] std::optional<std::uint64_t> count_elements(const Map& map);

}  // namespace skep::map
