// Another program for an iterator that is attached.
#pragma once

#include <string>

#include "src/sys/fd.h"

namespace skep::iter {

// Return what the iterator of a link goes through: "task". `name` is for
// messages.
// Errors: Error when the link is none of an iterator.
[[nodiscard]] std::string target_of_link(const Fd& link,
                                         const std::string& name);

// Let the link have this program, of the same target; runs that have started go
// on with the old one. The kernel would not look whether the program reads more
// of a key or value than the map of the link has, nor whether it may sleep: it
// is tried first.
// Errors: Error; then the link is as before.
// Source: BPF_LINK_UPDATE, of iterators since Linux 5.8.
void replace_program(const Fd& link, const Fd& prog, const std::string& name);

}  // namespace skep::iter
