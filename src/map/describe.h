// A map as `map show` tells of it; bpftool's keys and layout.
#pragma once

#include "src/map/map.h"
#include "src/output/writer.h"
#include "src/sys/proc.h"

namespace skep::map {

// Print id, type, name and flags into the open object; text is the first line,
// without its end.
void print_header(Writer& out, const Map& map);

// Print sizes, use of memory and the owner of a program array, for which
// `fd_info` is asked; text is the second line, without its end.
void print_sizes(Writer& out, const Map& map, const FdInfo& fd_info);

}  // namespace skep::map
