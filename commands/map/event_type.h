// The type of a map's records on the command line.
#pragma once

#include <optional>
#include <string>

#include "src/map/event_printer.h"

namespace skep::commands {

// Load the type called `name`: from `source`, a file or "vmlinux"; without it,
// from the BTF of the programs that use the map. Without a name, the type that
// the map itself tells of.
// Errors: Error when there is no such type, with the names that are close.
[[nodiscard]] std::optional<map::EventType> load_event_type(
    const map::Map& map, const std::optional<std::string>& name,
    const std::optional<std::string>& source);

}  // namespace skep::commands
