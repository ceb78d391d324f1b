// Flags of the kernel's by their names.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skep {

// Read a number, or names of flags and numbers joined by | or a comma. `names`
// are those of the bits, from the lowest one; `what` is for messages.
// Errors: usage error with the names that are close, or all of them.
[[nodiscard]] std::uint32_t parse_flags(std::string_view text,
                                        std::string_view what,
                                        const std::vector<std::string>& names);

}  // namespace skep
