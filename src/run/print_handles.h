// What came of an object and stays in the kernel, for people and programs.
#pragma once

#include "src/output/writer.h"
#include "src/run/deploy.h"

namespace skep {

// Print programs, maps and links.
// Shape:  {"progs": [{"id", "name", "pinned"?}], "maps", "links"}; links with
//         what they are attached to.
void print(Writer& out, const DeployedHandles& handles);

}  // namespace skep
