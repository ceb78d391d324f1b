// Network devices of this network namespace, by name.
#pragma once

#include <cstdint>
#include <string>

namespace skep {

// Return the index of a network device.
// Errors: Error when there is none of this name, with the names that are close.
[[nodiscard]] std::uint32_t ifindex_of(const std::string& name);

}  // namespace skep
