// Bytes as string literals of C and C++.
#pragma once

#include <string>
#include <string_view>

#include "src/sys/bytes.h"

namespace skep::gen {

// Return one literal, "like\tthis", for text of any bytes.
[[nodiscard]] std::string string_literal(std::string_view text);

// Return literals that together hold `bytes`, one a line of at most 80 columns,
// each behind a tab; lines are separated, not ended, by a line feed. Compilers
// read this far faster than a list of numbers.
[[nodiscard]] std::string bytes_literal(ByteView bytes);

}  // namespace skep::gen
