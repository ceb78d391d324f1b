// Projections that have names: what `ps` and `ss` show, and more.
#pragma once

#include <span>
#include <string_view>

namespace skep::iter {

struct Builtin {
  std::string_view name;
  std::string_view target;  // empty: it is made of several targets
  std::string_view what;    // "processes"
  std::string_view fields;  // with commas, as a user gives them
  std::string_view where = {};
};

// Return all of them. Where a target has several, the first is its own.
[[nodiscard]] std::span<const Builtin> builtins();

// Find the one of this name; else the first one of the target of this name;
// else null.
[[nodiscard]] const Builtin* find_builtin(std::string_view name);

}  // namespace skep::iter
