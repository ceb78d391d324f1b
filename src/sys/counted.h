// Numbers of things, as messages say them.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace skep {

// Return "1 element", "2 elements".
[[nodiscard]] inline std::string counted(std::uint64_t count,
                                         std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace skep
