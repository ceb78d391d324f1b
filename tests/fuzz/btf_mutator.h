// Mutations of BTF that keep most of it well-formed.
#pragma once

#include "src/sys/bytes.h"
#include "tests/fuzz/mutator.h"

namespace skep::fuzz {

// Change a raw BTF a little: fields, kinds, numbers of members, whole types,
// strings. What is no BTF is changed as any bytes.
void mutate_btf(Bytes& raw, Chance& chance);

}  // namespace skep::fuzz
