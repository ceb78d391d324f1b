// Object files without what only debuggers read.
#pragma once

#include "src/sys/bytes.h"

namespace skep {

// Return the object file without the content of its DWARF sections, which is
// most of what compilers write with -g, and which libbpf never looks at. The
// sections themselves stay, with no bytes, so that no number of one changes.
// A file that is malformed, or has nothing to strip, is returned as it is.
[[nodiscard]] Bytes strip_debug(ByteView elf);

}  // namespace skep
