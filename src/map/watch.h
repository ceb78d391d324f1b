// What changes in a map while one looks.
#pragma once

#include <chrono>

#include "src/map/element_types.h"
#include "src/map/selection.h"
#include "src/output/sink.h"

namespace skep::map {

// How changes are told: people read one line for each, with the fields that
// changed; programs an object of JSON.
enum class ChangeFormat { text, ndjson };

// Compare the elements of a selection after each interval, and print those that
// were added, removed or changed, with how fast numbers have changed in a
// second, until a stop is asked for. Both states are kept in memory.
// Errors: usage error if each CPU has a value; as walk().
void watch(Sink& sink, Selection& selection, const ElementTypes* types,
           std::chrono::milliseconds interval, ChangeFormat format);

}  // namespace skep::map
