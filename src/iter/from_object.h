// The iterators of an object file.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "src/link/attach/iter.h"
#include "src/object/load.h"
#include "src/sys/fd.h"

namespace skep::iter {

// A program that goes through something, in the kernel.
struct LoadedIterator {
  Fd prog;
  std::string name;
  std::string target;  // "task"; empty: not known
};

// Load one iterator of the object file at `path`. Without `program`, a name, it
// is the first iterator of the object. Other programs are not loaded.
// `check(target)` may refuse its target before anything is.
// Errors: Error that names the file, the program and the reason.
[[nodiscard]] LoadedIterator load_from_object(
    const std::string& path, const std::optional<std::string>& program,
    const LoadOptions& options,
    const std::function<void(const std::string& target)>& check_target);

// Do the same, and make a link of it, which keeps alive all that the iterator
// uses.
[[nodiscard]] Fd attach_from_object(const std::string& path,
                                    const std::optional<std::string>& program,
                                    const LoadOptions& options, IterHook hook);

}  // namespace skep::iter
