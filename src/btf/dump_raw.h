// The types of a BTF, one by one, as bpftool lists them.
#pragma once

#include <span>

#include "src/btf/btf.h"
#include "src/output/writer.h"

namespace skep::btf {

// Print types by their ids.
// Shape: text is a line "[ID] KIND 'NAME' ..." for each type, and behind a tab
//        one for each member, enumerator, parameter or variable; JSON an object
//        for each, as elements of the open list.
void dump_raw(Writer& out, BtfView btf, std::span<const TypeId> ids);

}  // namespace skep::btf
