// What is checked before many elements are written, so that nothing has to be
// undone.
#pragma once

#include <string_view>

#include "src/map/map.h"
#include "src/sys/bytes.h"

namespace skep::map {

// Throw unless what is read of a map can be written: bytes, or the ids of maps
// and programs. `action` is what was to be done: "import into".
void check_can_be_moved(const Map& map, std::string_view action);

// The same, and the map can be written to.
void check_writable(const Map& map, std::string_view action);

// Throw for an element that the kernel would not take, as far as that can be
// told without it.
void check_element(const Map& map, ByteView key, ByteView values);

// Throw unless elements of both maps mean the same byte by byte; with
// `ignores_types`, sizes are enough.
void check_same_layout(const Map& a, const Map& b, bool ignores_types,
                       std::string_view action);

// Throw if `target` is smaller than an array that is to be copied into it.
void check_room(const Map& source, const Map& target);

}  // namespace skep::map
