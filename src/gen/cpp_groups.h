// The parts of a C++ skeleton that are lists of an object's contents.
#pragma once

#include <string>
#include <vector>

#include "src/gen/code.h"
#include "src/gen/object_model.h"

namespace skep::gen {

// Is it a section that has variables for user space?
[[nodiscard]] bool has_variables(const MapModel& map);

// Append what the support code has to know of the object.
void add_facts(Code& code, const ObjectModel& model);

// Append the groups of handles, such as the maps of an opened object, and the
// functions that make them. `handles` are the types of live maps.
void add_groups(Code& code, const ObjectModel& model,
                const std::vector<std::string>& handles);

}  // namespace skep::gen
