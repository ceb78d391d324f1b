// Cells of comma-separated values, as RFC 4180 has them.
#pragma once

#include <string_view>

#include "src/output/sink.h"

namespace skep {

// Write a cell: in quotes, with those in it doubled, where a comma, a quote or
// the end of a line in it would be misread.
void write_csv_cell(Sink& sink, std::string_view text);

}  // namespace skep
