// Programs timed beside each other.
#pragma once

#include <string>
#include <vector>

namespace skep::bench {

using Words = std::vector<std::string>;

// Print what the columns are.
void print_head(const std::string& first, const std::string& second);

// Run both in turn, five times each, so that a drift of the machine meets both
// alike; print the medians, and how many times faster the first one is.
// Errors: Error when one of them fails.
void compare(const std::string& what, const Words& first, const Words& second);

}  // namespace skep::bench
