// The way through all the elements of a map.
#pragma once

#include <functional>

#include "src/map/map.h"
#include "src/map/value_layout.h"
#include "src/sys/bytes.h"

namespace skep::map {

// What is called for each element, with its key.
struct Visitor {
  // `values` has the value of every CPU, see ValueLayout.
  std::function<void(ByteView key, ByteView values)> element;
  // The value can't be read, for the reason of this errno value.
  std::function<void(ByteView key, int code)> unreadable;
};

// Visit every element in the kernel's order, in constant memory. Elements that
// come or go meanwhile may be visited or not; others are visited, though one
// that stays can come twice when others go.
// Errors: Error when the map changes so fast that there is no end in sight; the
//         stop signal.
// Source: BPF_MAP_LOOKUP_BATCH (Linux 5.6); else one key after the other.
void walk(const Map& map, const ValueLayout& layout, const Visitor& visitor);

}  // namespace skep::map
