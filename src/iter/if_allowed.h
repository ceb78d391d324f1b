// What iterators tell, on kernels that let them.
#pragma once

#include <optional>
#include <string_view>

#include "src/sys/error.h"
#include "src/sys/log.h"

namespace skep::iter {

// Return what `ask` returns; nothing if it fails, as where the kernel refuses.
// `instead` says in the log what is done then.
// Errors: Error of kind `interrupted` alone.
template <typename F>
[[nodiscard]] auto if_allowed(std::string_view instead, F&& ask)
    -> std::optional<decltype(ask())> {
  try {
    return ask();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    log::debug("{}: {}", instead, error.what());
    return std::nullopt;
  }
}

}  // namespace skep::iter
