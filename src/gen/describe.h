// An object model for programs that are not compilers.
#pragma once

#include "src/gen/object_model.h"
#include "src/output/writer.h"

namespace skep::gen {

// Say the model to programs (JSON); people get nothing.
// Shape:  {"name", "programs": [{"name", "identifier"}],
//          "maps": [{"name", "identifier", "section"?, "struct_ops"?}]}
//         section: {"name", "identifier", "variables": [{"name",
//          "declaration"?, "offset", "size"}]}, a declaration as in C;
//         struct_ops: the name of the type.
void describe(const ObjectModel& model, Writer& out);

}  // namespace skep::gen
