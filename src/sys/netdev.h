// Network devices of this network namespace: names and indices.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace skep {

// Return the index of a network device.
// Errors: Error when there is none of this name, with the names that are close.
[[nodiscard]] std::uint32_t ifindex_of(const std::string& name);

// Return the name of a network device; nullopt when this network namespace has
// none with this index.
[[nodiscard]] std::optional<std::string> netdev_name(std::uint32_t ifindex);

// Return the names of all network devices.
[[nodiscard]] std::vector<std::string> netdev_names();

}  // namespace skep
