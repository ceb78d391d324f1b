// What a map of an object holds when it is created.
#pragma once

#include <bpf/libbpf.h>

#include <cstddef>

#include "src/sys/bytes.h"

namespace skep {

// Return the initial value of a map: of a section its variables; empty for maps
// that have none. Valid as long as the object.
[[nodiscard]] inline ByteView initial_value(const bpf_map* map) {
  std::size_t size = 0;
  const void* value = bpf_map__initial_value(map, &size);
  if (value == nullptr) return {};
  return {static_cast<const Byte*>(value), size};
}

}  // namespace skep
