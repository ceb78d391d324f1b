// What the programs of an object print while it runs.
#pragma once

#include <memory>

#include "src/object/load.h"
#include "src/run/watched.h"

namespace skep {

// Show the lines of the kernel's trace, whoever printed them, and what the
// object's programs say on their streams, where the kernel has those.
// Shape:  lines as they are; {"trace":"..."}, and of a program's stream
//         {"prog":"count","stream":"stdout","line":"..."}.
// Errors: as TracePipe.
[[nodiscard]] std::unique_ptr<Watched> watch_trace(const LoadedObject& object);

}  // namespace skep
