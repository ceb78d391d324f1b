// tracefs: the tracepoints of the kernel, the functions it can trace, and its
// trace.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace skep {

// Return where tracefs is mounted; nullopt: nowhere, for this process.
[[nodiscard]] std::optional<std::string> find_tracefs();

// Return the number that perf events know a tracepoint by.
// Errors: Error when no tracefs is mounted, or for a category or a name that
//         is not there, with those that are close.
[[nodiscard]] std::uint64_t tracepoint_id(const std::string& category,
                                          const std::string& name);

// Return the categories of tracepoints, in order; none without a tracefs.
[[nodiscard]] std::vector<std::string> tracepoint_categories();

// Return the names of the tracepoints of a category, in order.
[[nodiscard]] std::vector<std::string> tracepoint_names(
    const std::string& category);

// Return the names of the functions that can be traced and probed, those of
// modules included, in no order; nullopt without a tracefs that tells them.
[[nodiscard]] std::optional<std::vector<std::string>> traceable_functions();

}  // namespace skep
