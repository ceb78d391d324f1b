// Whole objects of a target, as the kernel writes them out: -F @.
#pragma once

#include <optional>

#include "src/iter/query.h"
#include "src/iter/whole_objects.h"
#include "src/output/writer.h"

namespace skep::commands {

// Return how whole objects are to be shown; nullopt: fields are.
// Errors: usage error for what goes with fields alone.
[[nodiscard]] std::optional<iter::ObjectForm> wanted_form(
    const iter::Query& query);

// Print the objects, or how many there are; JSON is a list of texts.
void print_objects(Writer& out, iter::WholeObjects& objects,
                   const iter::Query& query);

}  // namespace skep::commands
