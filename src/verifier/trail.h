// The way of a bad value through the log, backwards to where it came from.
#pragma once

#include <cstddef>
#include <vector>

#include "src/verifier/log.h"

namespace skep::verifier {

// Return the steps that made what a register holds at the last step, oldest
// first: those that wrote it, and what it was copied, computed or loaded from,
// on the way that the verifier took; at most a handful, the latest.
[[nodiscard]] std::vector<std::size_t> trace(const Log& log, unsigned number);

// Return the last step before the last of all, on the same way, at the
// instruction `index`; none if there is none.
[[nodiscard]] std::size_t find_step(const Log& log, std::uint32_t index);

// Return the last call on that way, behind the step `since`, that can have made
// pointers invalid: it releases something, or may move the packet; none if
// there is none.
[[nodiscard]] std::size_t find_invalidation(const Log& log, std::size_t since);

}  // namespace skep::verifier
