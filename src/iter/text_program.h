// Iterators that write lines for people and scripts: what a pinned one shows to
// whoever reads its file.
#pragma once

#include <linux/bpf.h>

#include <vector>

#include "src/btf/btf.h"
#include "src/iter/projection.h"

namespace skep::iter {

// Write the program: for each object a line, with a tab between the columns, as
// a table shows them; `-` for what the object has not. A line with the titles
// comes before the first one. Of a text there are 256 bytes at the most, in
// which control characters have become question marks; IPv6 addresses have all
// their digits. It uses no map, so that many can run at a time.
// Errors: Error for a column that a program can't write: a struct or an array;
//         usage error for tests that it can't decide.
[[nodiscard]] std::vector<bpf_insn> assemble_text(btf::BtfView kernel,
                                                  Projection projection);

}  // namespace skep::iter
