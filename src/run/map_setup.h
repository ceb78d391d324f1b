// What is done with an object's maps once they are there, and no program runs.
#pragma once

#include <span>
#include <string>

#include "src/object/bpf_object.h"
#include "src/object/unknown_names.h"
#include "src/sys/bpffs.h"

namespace skep {

// An element to set, in the words of `map update`.
struct MapElement {
  std::string map;  // its name in the object
  std::string key;  // empty: what queues and the like have
  std::string value;
};

// Where a map is pinned as long as the object runs.
struct MapPin {
  std::string map;
  std::string path;
};

// Note the maps that are named and that the object does not have.
void find_unknown_maps(const BpfObject& object,
                       std::span<const MapElement> elements,
                       UnknownNames& unknown);
void find_unknown_maps(const BpfObject& object, std::span<const MapPin> pins,
                       UnknownNames& unknown);

// Set elements of maps that are there.
// Errors: usage error that names the map, for a key or value that it does not
//         take; Error when it can't be set.
void set_elements(const BpfObject& object,
                  std::span<const MapElement> elements);

// Pin maps that are there.
void pin_maps(const BpfObject& object, std::span<const MapPin> pins,
              PinTransaction& transaction);

}  // namespace skep
