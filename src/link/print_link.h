// A link as `link show` prints it.
#pragma once

#include "src/link/link_info.h"
#include "src/output/writer.h"

namespace skep {

// Print the fields of a link into the open JSON object; text: its first line
// and what is particular to its type, without the last line feed.
void print_link(Writer& out, const LinkInfo& info);

// Print of these fields the type and what is particular to it alone.
void print_link_target(Writer& out, const LinkInfo& info);

// Print what all links have in common: id, type, program.
void print_link_header(Writer& out, const bpf_link_info& info);

}  // namespace skep
