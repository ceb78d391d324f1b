// The iterators of an object file.
#pragma once

#include <optional>
#include <string>

#include "src/link/attach/iter.h"
#include "src/object/load.h"
#include "src/sys/fd.h"

namespace skep::iter {

// Load one iterator of the object file at `path` and make a link of it, which
// keeps alive all that the iterator uses. Without `program`, a name, it is the
// first iterator of the object. Other programs are not loaded.
// Errors: Error that names the file, the program and the reason.
[[nodiscard]] Fd attach_from_object(const std::string& path,
                                    const std::optional<std::string>& program,
                                    const LoadOptions& options, IterHook hook);

}  // namespace skep::iter
