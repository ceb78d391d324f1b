// Reading the events of a map until there are enough.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "src/map/event_reader.h"
#include "src/output/writer.h"

namespace skep::commands {

// Visit events as they come; after each batch of them, hand over what was
// printed. Return when the visitor has enough, when the time is over or when a
// stop was asked for.
void read_events(map::EventReader& reader,
                 std::optional<std::chrono::milliseconds> time_limit,
                 Writer& out, const map::EventReader::Visitor& visit);

}  // namespace skep::commands
