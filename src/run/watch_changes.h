// What changes in maps and global variables while an object runs.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "src/map/element_types.h"
#include "src/map/map.h"
#include "src/run/live_variable.h"
#include "src/run/watched.h"

namespace skep {

// Watch the elements of a map, each with one value: a sum of those that the
// CPUs have. What they are now is the first state.
// Errors: Error that names the map, when its elements can't be listed.
[[nodiscard]] std::unique_ptr<Watched> watch_map(
    const std::string& name, map::Map map, std::chrono::milliseconds interval);

// Watch a variable, or a part of one, of the type that is the value of `types`.
[[nodiscard]] std::unique_ptr<Watched> watch_variable(
    const std::string& name, const LiveVariable& variable,
    map::ElementTypes types, std::chrono::milliseconds interval);

}  // namespace skep
