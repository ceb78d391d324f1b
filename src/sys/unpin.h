// Removing pins, and nothing else.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "src/sys/kernel_object.h"

namespace skep {

// A pin that is gone.
struct Unpinned {
  std::string path{};
  std::optional<ObjectKind> kind{};  // nullopt: what it was is not known
  std::uint32_t id = 0;
};

// Make sure that there is a pin to remove, or with `is_tree` a directory.
// Errors: those of unpin() and unpin_tree(), before anything is gone.
void check_unpin(const std::string& path, bool is_tree);

// Remove a pin.
// Errors: Error for what is none: a directory, a link, a file that is not on a
//         BPF file system.
Unpinned unpin(const std::string& path);

// Remove a pin or a directory with all that is in it, on this file system;
// where it is mounted, the directory itself stays, and the kernel's own files
// (maps.debug). `tell` learns of each pin as soon as it is gone.
// Errors: the same; what is told is gone, what is not told is there.
void unpin_tree(const std::string& path,
                const std::function<void(const Unpinned& gone)>& tell);

}  // namespace skep
