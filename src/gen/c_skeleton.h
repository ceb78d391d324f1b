// The skeleton of an object as a header of C and C++.
//
// Programs written for bpftool's skeleton compile and run unchanged: the same
// names, members, order and meaning.
#pragma once

#include <string>

#include "src/gen/c_layout.h"
#include "src/gen/embed.h"
#include "src/gen/object_model.h"

namespace skep::gen {

struct CSkeletonOptions {
  CLayout::Types types = CLayout::Types::outside;
  Embedding embedding{};
};

// Return the header. Equal models give equal text.
// Errors: Error when variables overlap.
[[nodiscard]] std::string emit_c_skeleton(const ObjectModel& model,
                                          const CSkeletonOptions& options = {});

}  // namespace skep::gen
