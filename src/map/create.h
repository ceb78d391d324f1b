// New maps.
#pragma once

#include <cstdint>
#include <string>

#include "src/sys/fd.h"

namespace skep::map {

struct MapSpec {
  std::uint32_t type = 0;
  std::string name;  // up to 15 letters, digits, '_' and '.'
  std::uint32_t key_size = 0;
  std::uint32_t value_size = 0;
  std::uint32_t max_entries = 0;
  std::uint32_t flags = 0;
  int inner_map = -1;         // descriptor of a map like those it will hold
  std::uint32_t ifindex = 0;  // device to which the map is offloaded
};

// Check what can be told of a name without the kernel.
// Errors: usage error.
void check_name(const std::string& name);

// Create a map.
// Errors: Error; when the kernel finds the spec wrong, with what it wants of
//         this type.
[[nodiscard]] Fd create(const MapSpec& spec);

}  // namespace skep::map
