// The names of the helpers that programs call by number.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace skep::disasm {

// Return the name, "map_lookup_elem", without "bpf_" in front; nullopt for a
// helper that is newer than this program.
[[nodiscard]] std::optional<std::string_view> helper_name(std::uint32_t id);

}  // namespace skep::disasm
