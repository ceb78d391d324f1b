// What can be said of an object when it is run: its variables, programs, maps
// and events.
#pragma once

#include <string>

#include "src/output/writer.h"

namespace skep {

// Describe the object file at `path`. Help on a variable is what its
// btf_decl_tag says, behind "help:" if it begins so.
// Shape:  {"variables": [{"name", "section", "type", "default", "help"?}],
//         "programs": [{"name", "section", "optional", "help"?}],
//         "maps": [{"name", "type", "key"?, "value"?, "entries", "help"?}],
//         "events": [{"map", "type"?}]}
// Errors: Error as BpfObject::open_file() has it.
void describe_object(const std::string& path, Writer& out);

}  // namespace skep
