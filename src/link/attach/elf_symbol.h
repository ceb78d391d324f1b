// Functions in executables and libraries.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/link/attach/probe_point.h"

namespace skep {

// Return where in the ELF file at `path` the code of a function begins.
// Source: .symtab, else .dynsym.
// Errors: Error that names the file: unreadable, not ELF, without symbols,
//         without this function (with the names that are close).
[[nodiscard]] std::uint64_t function_offset(const std::string& path,
                                            const std::string& function);

// Return where in the file a point lies; without a function its offset counts
// from the start of the file.
[[nodiscard]] std::uint64_t offset_in_file(const std::string& path,
                                           const ProbePoint& point);

// Return where the functions that match a pattern (* and ?) begin, each place
// once, in order.
// Errors: as function_offset(), when none matches.
[[nodiscard]] std::vector<std::uint64_t> offsets_matching(
    const std::string& path, std::string_view pattern);

}  // namespace skep
