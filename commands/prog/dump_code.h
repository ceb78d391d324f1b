// What `prog dump` shows of programs, and in which form.
#pragma once

#include <optional>

#include "commands/types/handles.h"
#include "src/cli/arg_type.h"
#include "src/output/writer.h"

namespace skep::commands {

enum class CodeImage { xlated, jited };

struct DumpWords {
  CodeImage image = CodeImage::xlated;
  ProgRef prog;
  std::optional<cli::FilePath> file;
  bool shows_opcodes = false;
  bool shows_lines = false;
  bool is_decoded = false;
  bool is_graph = false;
  std::optional<cli::FilePath> svg;
};

// Show the code of programs, or write it to a file.
// Errors: Error of wrong use for words that do not go together.
void dump_code(Writer& out, const DumpWords& words);

}  // namespace skep::commands
