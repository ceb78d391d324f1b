// The functions of a C skeleton.
#pragma once

#include "src/gen/code.h"
#include "src/gen/object_model.h"
#include "src/gen/spelling.h"

namespace skep::gen {

// Each appends to `code`, whose words are: $N the object's name, $T the same as
// the tag of a struct, $G the start of the header's own macros.

// NAME__destroy, __open_opts, __open, __load, __open_and_load, __attach,
// __detach; the first parts, in this order.
void add_life_cycle(Code& code, const ObjectModel& model,
                    const Spelling& spelling);

// NAME__create_skeleton: what libbpf has to know of programs and maps.
void add_create_skeleton(Code& code, const ObjectModel& model,
                         const Spelling& spelling);

// NAME__assert: what is checked when the header is compiled.
void add_assertions(Code& code, const ObjectModel& model,
                    const Spelling& spelling);

}  // namespace skep::gen
