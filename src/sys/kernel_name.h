// The names that the kernel keeps: at most 15 characters in an array.
#pragma once

#include <cstddef>
#include <cstring>
#include <string>

namespace skep {

// Return the name in an array of the kernel's; it ends at a NUL, if there is
// one.
template <std::size_t size>
[[nodiscard]] std::string name_in(const char (&name)[size]) {
  return {name, ::strnlen(name, size)};
}

}  // namespace skep
