// Functions of the kernel that can be probed, and why one can't.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/sys/error.h"

namespace skep {

// Return the names of the functions that match a pattern (* and ?) and can be
// probed, each once, in order.
// Source: available_filter_functions of a tracefs; without one the functions of
//         kallsyms that the kernel's BTF knows, some of which can't be probed.
[[nodiscard]] std::vector<std::string> functions_matching(
    std::string_view pattern);

// Return where the functions of these names begin.
// Errors: Error for a name that is not there, and when addresses are hidden.
// Source: /proc/kallsyms.
[[nodiscard]] std::vector<std::uint64_t> addresses_of_functions(
    const std::vector<std::string>& names);

// Make the error for functions that the kernel does not probe: one of them is
// not there (with the close names), or may not be probed.
[[nodiscard]] Error unprobed_error(int code,
                                   const std::vector<std::string>& names);

}  // namespace skep
