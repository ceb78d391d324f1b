// Functions in executables and libraries.
#pragma once

#include <cstdint>
#include <string>

namespace skep {

// Return where in the ELF file at `path` the code of a function begins.
// Source: .symtab, else .dynsym.
// Errors: Error that names the file: unreadable, not ELF, without symbols,
//         without this function (with the names that are close).
[[nodiscard]] std::uint64_t function_offset(const std::string& path,
                                            const std::string& function);

}  // namespace skep
