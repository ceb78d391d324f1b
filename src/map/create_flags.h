// The flags of a new map, by name or number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skep::map {

// Read flags: names and numbers, joined by | or commas.
// Errors: usage error with the names that are close.
[[nodiscard]] std::uint32_t parse_create_flags(std::string_view text);

// Return the names of the flags that are set; of what has no name, the number.
[[nodiscard]] std::vector<std::string> create_flags_in(std::uint32_t flags);

// Return the names of all the flags, "BPF_F_NO_PREALLOC" being the first.
[[nodiscard]] const std::vector<std::string>& create_flag_names();

}  // namespace skep::map
