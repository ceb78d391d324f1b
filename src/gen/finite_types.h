// libbpf follows types for as long as they lead anywhere; in malformed BTF they
// can run in a circle, or be made of each other so often that it takes for
// ever.
#pragma once

#include "src/btf/btf.h"

namespace skep::gen {

// Throw unless every type can be declared and has a size that can be known: a
// declaration ends at structs and unions with a name, a value at pointers.
void check_types_are_finite(btf::BtfView types);

}  // namespace skep::gen
