// The light skeleton of an object: a header of C and C++ that loads it without
// libbpf, in user space or in the kernel.
//
// Programs written for bpftool's light skeleton compile and run unchanged: the
// same names, members, order and meaning.
#pragma once

#include <string>

#include "src/gen/c_layout.h"
#include "src/gen/light_model.h"
#include "src/gen/object_model.h"

namespace skep::gen {

// Return the header. Equal models give equal text.
// Errors: Error when variables overlap.
[[nodiscard]] std::string emit_light_skeleton(
    const ObjectModel& model, const LightModel& light,
    CLayout::Types types = CLayout::Types::outside);

}  // namespace skep::gen
