// What an iterator writes, as it is.
#pragma once

#include <string>

#include "src/output/writer.h"
#include "src/sys/fd.h"

namespace skep::commands {

// Run the iterator of a link, in a network namespace if it is open; JSON is a
// list of its lines. `title` is for messages.
void print_output(const Fd& link, const std::string& title, const Fd& netns,
                  Writer& out);

}  // namespace skep::commands
