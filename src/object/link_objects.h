// Several BPF object files become one.
#pragma once

#include <span>
#include <string>

#include "src/sys/bytes.h"

namespace skep {

// Link object files statically: equal sections are joined, types are there
// once, references between the files are resolved. Errors: Error that names the
// file and says why it does not fit.
[[nodiscard]] Bytes link_objects(std::span<const std::string> paths);

}  // namespace skep
