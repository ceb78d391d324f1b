// What a program can decide of tests, and the rest of them.
#pragma once

#include "src/btf/btf.h"
#include "src/iter/projection.h"
#include "src/sys/bytes.h"

namespace skep::iter {

// Can a program decide the tests? It compares no patterns, and whether text is
// equal, not which comes first.
[[nodiscard]] bool is_decidable(const Tests& tests);

// Return what a program can decide that holds whenever all of the tests do.
[[nodiscard]] Tests decidable_part(const Tests& tests);

// Is a test of a column true of its bytes, which are there?
[[nodiscard]] bool fulfils(const Test& test, btf::BtfView btf,
                           const Column& column, ByteView bytes);

// Does a row fulfil what the program could not decide?
[[nodiscard]] bool fulfils_rest(btf::BtfView kernel,
                                const Projection& projection, ByteView row);

}  // namespace skep::iter
