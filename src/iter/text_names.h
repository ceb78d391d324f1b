// Which columns a program can write as text, and by which names.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/btf/btf.h"
#include "src/iter/column.h"

namespace skep::iter {

// A number that a program writes by name: those whose bits under `mask` are
// `bits`.
struct ProgramName {
  std::uint64_t mask;
  std::uint64_t bits;
  std::string text;
};

// Return the names of the numbers of a column: those of its format, of its enum
// or of truths. The first that fits counts.
[[nodiscard]] std::vector<ProgramName> names_for_program(btf::BtfView kernel,
                                                         const Column& column);

// Require that a program can write a column as text.
// Errors: Error that names it.
void check_is_writable(btf::BtfView kernel, const Column& column);

}  // namespace skep::iter
