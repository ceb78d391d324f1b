// What the commands on single elements share.
#pragma once

#include "commands/map/arguments.h"
#include "src/cli/context.h"
#include "src/object/handle.h"

namespace skep::commands {

// Look up the element that the words mean, and print it: lookup, peek.
void look_up(const MapRef& ref, const cli::ElementWords& words, Writer& out);

// Set the element that the words mean: update, push.
void update_element(const MapRef& ref, const cli::ElementWords& words);

}  // namespace skep::commands
