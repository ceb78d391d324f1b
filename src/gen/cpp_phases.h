// The classes that a C++ skeleton is used by: opened, prepared, loaded.
#pragma once

#include "src/gen/code.h"
#include "src/gen/object_model.h"

namespace skep::gen {

// Append the classes.
void add_phases(Code& code, const ObjectModel& model);

}  // namespace skep::gen
