// What to do about the warnings of libbpf, which say why an object did not
// load.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace skep {

struct LoadHint {
  std::string_view warning;  // a pattern: see src/verifier/pattern.h
  std::string_view hint;
};

// The whole table; where several fit, the first one is meant.
[[nodiscard]] std::span<const LoadHint> load_hints();

// Return the hint for what libbpf warned of; empty if none is known.
[[nodiscard]] std::string hint_for_warnings(
    std::span<const std::string> warnings);

}  // namespace skep
