// The state of an object when it ends: its variables and maps.
#pragma once

#include "src/object/load.h"
#include "src/output/writer.h"

namespace skep {

// Print the global variables that programs can change and the elements of the
// maps that have some, into the open JSON object. People see a line for each:
// "hits = 3", "flows[{"port":443}] = 7"; of values that each CPU has, the sum;
// and nothing of what is zero in arrays.
// Shape:  "variables": {NAME: VALUE}, "maps": [{"name", "elements": [{"key",
//         "value"}]}]
void print_state(Writer& out, const LoadedObject& object);

}  // namespace skep
