// From open to destroy: the functions of a light skeleton.
#pragma once

#include "src/gen/code.h"
#include "src/gen/light_model.h"
#include "src/gen/object_model.h"
#include "src/gen/spelling.h"

namespace skep::gen {

// Append NAME__destroy, __open, __load and __open_and_load to `code`, whose
// words are: $N the object's name, $T the same as the tag of a struct.
void add_light_life_cycle(Code& code, const ObjectModel& model,
                          const LightModel& light, const Spelling& spelling);

}  // namespace skep::gen
