// An object's programs, maps and variables, told to people and programs.
#pragma once

#include "src/gen/object_model.h"
#include "src/output/writer.h"

namespace skep::gen {

// Say what is in an object.
// Shape:  {"name", "programs": [{"name", "identifier", "section", "type",
//          "attach_type"?}], "maps": [{"name", "identifier", "type",
//          "key_size", "value_size", "max_entries", "flags", "key_type"?,
//          "value_type"?, "section"?, "struct_ops"?}],
//          "needs": {"helpers": [], "kernel_symbols": [], "relocations"}}
//         types of programs and maps are libbpf's words, or numbers;
//         key_type, value_type: as C declares them; section: {"name",
//         "identifier", "variables": [{"name", "identifier", "declaration"?,
//         "offset", "size", "value"?}]}, a value as map dump prints it;
//         struct_ops: the name of the type.
void describe(const ObjectModel& model, Writer& out);

}  // namespace skep::gen
