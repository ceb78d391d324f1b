// The subskeleton of an object as a header of C and C++: what a library needs
// to find its programs, maps and variables in the object of whoever links it
// in.
#pragma once

#include <string>

#include "src/gen/c_layout.h"
#include "src/gen/object_model.h"

namespace skep::gen {

// Return the header, which programs for bpftool's can use. Equal models give
// equal text. Functions that are in no section of programs are left out: the
// programs of the whole object call them.
// Errors: Error when there are no types.
[[nodiscard]] std::string emit_c_subskeleton(
    ObjectModel model, CLayout::Types types = CLayout::Types::outside);

}  // namespace skep::gen
