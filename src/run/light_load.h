// Loading an object without libbpf, as a light skeleton does, to see whether
// that works.
#pragma once

#include <optional>
#include <string>

#include "src/object/load.h"
#include "src/sys/sign.h"

namespace skep {

// Open the object at `path`, configure it, make its loader program and run
// that. Nothing is kept. With `signing`, the loader is signed and the kernel
// verifies that.
// Errors: Error of the step that failed; if the loader fails, with what
//         libbpf's way of loading the same object tells.
void load_lightly(const std::string& path, const LoadOptions& options,
                  const std::optional<SigningFiles>& signing);

}  // namespace skep
