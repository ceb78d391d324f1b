// New maps.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "src/btf/btf.h"
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
  // Hash functions of a bloom filter, address of an arena.
  std::uint64_t extra = 0;
  std::optional<std::uint32_t> numa_node{};  // which has the memory
  int btf = -1;  // descriptor of the BTF with the types of keys and values
  btf::TypeId key_type = btf::void_id;
  btf::TypeId value_type = btf::void_id;
};

// Check what can be told without the kernel: the name, and what only some types
// or machines have.
// Errors: usage error.
void check_spec(const MapSpec& spec);

// Create a map.
// Errors: Error; when the kernel finds the spec wrong, with what it wants of
//         this type.
[[nodiscard]] Fd create(const MapSpec& spec);

}  // namespace skep::map
