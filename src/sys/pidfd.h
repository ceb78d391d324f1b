// Processes, and what they hold, by descriptors.
#pragma once

#include <cstdint>

#include "src/sys/fd.h"

namespace skep {

// Open a process by its id; since Linux 6.9 also a thread by its.
// Errors: Error when there is none.
[[nodiscard]] Fd open_process(std::uint32_t pid);

// Return a descriptor of what the process has open as descriptor `number`.
// Errors: Error when it has none there, or may not be looked into.
// Source: pidfd_getfd(2), since Linux 5.6.
[[nodiscard]] Fd descriptor_of(std::uint32_t pid, std::uint32_t number);

}  // namespace skep
