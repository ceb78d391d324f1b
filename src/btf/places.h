// Parts of a value by paths that may name several: port, grid[0..1][2].x.
#pragma once

#include <functional>
#include <string_view>

#include "src/btf/btf.h"
#include "src/btf/find_member.h"

namespace skep::btf {

// Call `visit` for each part of `whole` that a path leads to, in order. They
// are all of one type; an empty path leads to the whole.
// Shape:  a step is a member or, in brackets, an index or a range with both of
//         its ends; an index may be the name of an enumerator.
// Errors: usage error that tells the step, and what there is in its place.
void visit_places(const BtfView& btf, const Target& whole,
                  std::string_view path,
                  const std::function<void(const Target&)>& visit);

}  // namespace skep::btf
