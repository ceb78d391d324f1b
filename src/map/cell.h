// What a column holds as text: a cell of CSV, a word for people.
#pragma once

#include <string>

#include "src/map/columns.h"
#include "src/sys/bytes.h"

namespace skep::map {

// Return what a column of `columns` holds, as a literal of its type that
// btf::encode() reads back: 12, green, sh, 1.5, ["a","\u00ff"]. Words have
// quotes only where they would mean something else without.
// Shape:  without a type a decimal number, or else two hex digits a byte;
//         bitfields are decimal; empty when `part`, the key or value, ends
//         before.
[[nodiscard]] std::string cell_text(const Columns& columns,
                                    const Column& column, ByteView part);

}  // namespace skep::map
