// What `tc` does, which virtual machines don't have: disciplines, and filters
// with actions.
#pragma once

#include <cstdint>

namespace skep::test {

// Give a device the discipline "prio" as 1:, which has classes.
// Errors: skep::Error.
void add_prio(std::uint32_t ifindex);

// Add a filter on `parent` that runs a program, and behind it another one as an
// action, which is called "acting". The first is no judge then.
// Errors: skep::Error.
void add_filter_with_action(std::uint32_t ifindex, std::uint32_t parent,
                            int program, int action);

// Has a device the discipline "clsact"?
bool has_clsact(std::uint32_t ifindex);

}  // namespace skep::test
