// The names of what programs return: verdicts on packets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::prog {

// Return the kernel's name for what a program of a type returns, "XDP_PASS";
// null: none is known.
[[nodiscard]] const char* return_name(std::uint32_t type, std::uint32_t value);

// Return the value that a name stands for.
[[nodiscard]] std::optional<std::uint32_t> return_value(std::uint32_t type,
                                                        std::string_view name);

// Return all the names.
[[nodiscard]] std::vector<std::string> return_names(std::uint32_t type);

}  // namespace skep::prog
