// Other programs, run to their end.
#pragma once

#include <string>
#include <vector>

#include "src/sys/bytes.h"

namespace skep {

struct ProgramResult {
  int exit = 0;        // 128 + the signal that has killed it
  Bytes output;        // what it wrote to its standard output
  std::string errors;  // and to its standard error
};

// Run a program, which PATH finds by the first word, with `input` to read.
// Errors: Error when it can't be run: ENOENT if it is not there; of kind
//         `interrupted` on a stop signal, which ends the program, too.
[[nodiscard]] ProgramResult run_program(const std::vector<std::string>& words,
                                        ByteView input);

}  // namespace skep
