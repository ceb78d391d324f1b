// How many elements the maps of an object get.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "src/object/bpf_object.h"
#include "src/object/unknown_names.h"

namespace skep {

struct MapSize {
  std::string map;  // its name in the object
  std::uint32_t max_entries;
};

// Note the maps that sizes name and the object does not have.
void find_unknown_maps(const BpfObject& object, std::span<const MapSize> sizes,
                       UnknownNames& unknown);

// Set the sizes of maps of an opened object, which has them all.
// Errors: Error for a map that is given two sizes, or one that its type can't
//         have.
void set_map_sizes(const BpfObject& object, std::span<const MapSize> sizes);

// Return the names of an object's maps.
[[nodiscard]] std::vector<std::string> names_of_maps(const BpfObject& object);

}  // namespace skep
