// The names of users.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace skep {

// Return the name of a user as /etc/passwd has it; nullopt without one.
// glibc's own functions would ask services that a static program can't load.
[[nodiscard]] std::optional<std::string> user_name(
    std::uint32_t uid, const std::string& path = "/etc/passwd");

}  // namespace skep
