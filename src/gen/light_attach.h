// How a light skeleton attaches and detaches programs.
#pragma once

#include "src/gen/code.h"
#include "src/gen/object_model.h"
#include "src/gen/spelling.h"

namespace skep::gen {

// Append NAME__PROGRAM__attach, NAME__attach and NAME__detach to `code`, whose
// words are: $N the object's name, $T the same as the tag of a struct.
void add_light_attachment(Code& code, const ObjectModel& model,
                          const Spelling& spelling);

}  // namespace skep::gen
