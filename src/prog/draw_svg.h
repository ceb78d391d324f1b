// Graphs as pictures, which Graphviz draws.
#pragma once

#include <string_view>

#include "src/sys/bytes.h"

namespace skep::prog {

// Return the SVG of a graph in the language DOT.
// Errors: Error when the program dot is not installed, or fails.
[[nodiscard]] Bytes svg_of(std::string_view dot);

}  // namespace skep::prog
