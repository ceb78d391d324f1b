// Processes, and what they hold, by descriptors.
#pragma once

#include <cstdint>

#include "src/sys/fd.h"

namespace skep {

// Open a process by its id; since Linux 6.9 also a thread by its.
// Errors: Error when there is none.
[[nodiscard]] Fd open_process(std::uint32_t pid);

// Make sure that a process, or a thread of any, has this id.
// Errors: Error with ESRCH; it says so of a thread that is no process.
void require_process(std::uint32_t pid);
void require_thread(std::uint32_t tid);

// Make sure that a descriptor is one of a process that has not ended.
void require_pidfd(std::uint32_t fd);

// Return a descriptor of what the process has open as descriptor `number`.
// Errors: Error when it has none there, or may not be looked into.
// Source: pidfd_getfd(2), since Linux 5.6.
[[nodiscard]] Fd descriptor_of(std::uint32_t pid, std::uint32_t number);

}  // namespace skep
