// Programs measured beside each other.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace skep::bench {

using Words = std::vector<std::string>;

// Print what the columns are.
void print_head(const std::string& first, const std::string& second);

// Run both in turn, five times each, so that a drift of the machine meets both
// alike; print the medians of their CPU time, how many times faster the first
// one is, and their peak memory.
// Errors: Error when one of them fails.
void compare(const std::string& what, const Words& first, const Words& second);

// Do the same with work of our own, in a process of its own, beside a program.
void compare(const std::string& what, const std::function<void()>& first,
             const Words& second);

// Run a program once, with nothing beside it.
void measure_alone(const std::string& what, const Words& words);

// Print how long it takes until a program has written something, as a clock on
// the wall sees it: the median of many runs, and the best of them.
void measure_first_output(const std::string& what, const Words& words);

// Return a line of words that are separated by blanks.
[[nodiscard]] Words words_of(const std::string& line);

}  // namespace skep::bench
