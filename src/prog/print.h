// A program as `prog show` prints it: bpftool's text and JSON.
#pragma once

#include "src/object/references.h"
#include "src/output/writer.h"
#include "src/prog/info.h"
#include "src/prog/metadata.h"

namespace skep::prog {

// Print the first line about a program, and its JSON into the open object.
void print_header(Writer& out, const Info& prog);

// Print all about a program into the open object; `references` tells who pins
// and holds it, `metadata` is for all programs that are printed.
void print_members(Writer& out, const Info& prog, const References& references,
                   Metadata& metadata);

}  // namespace skep::prog
