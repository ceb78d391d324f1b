// Reading what comes until there is enough.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "src/output/writer.h"

namespace skep::commands {

// Call `drain`, which prints what there is to read, as more of it comes; after
// each time, hand over what was printed. `fd` tells when to look, but one looks
// now and then in any case; -1: only that. Return when drain() says that there
// is enough, when the time is over or when a stop was asked for.
void read_until_done(int fd,
                     std::optional<std::chrono::milliseconds> time_limit,
                     Writer& out, const std::function<bool()>& drain);

}  // namespace skep::commands
