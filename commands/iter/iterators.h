// The iterators that a source means, loaded and attached.
#pragma once

#include <optional>
#include <string>

#include "commands/iter/source.h"
#include "commands/types/iter_words.h"
#include "src/btf/btf.h"
#include "src/cli/context.h"
#include "src/sys/fd.h"

namespace skep::commands {

// Return an object file with the program that `program NAME` chooses.
// Errors: usage error if the file's word has named one already.
[[nodiscard]] ObjectProgram with_program(
    const ObjectProgram& object, const std::optional<std::string>& program);

// Load what has to be, attach it with the parameters of `words`, and return the
// link; open the link that is meant. The source is no target.
// Errors: usage error for parameters of what is attached already.
[[nodiscard]] Fd attach_iterator(const Source& source,
                                 const cli::IterWords& words,
                                 const cli::GlobalOptions& global);

// Load the types of an iterator: those of its object file, or of the loaded
// program.
[[nodiscard]] btf::Btf types_of(const Source& source, const Fd& link);

// Return what messages call it: "of tasks.o", "link 7".
[[nodiscard]] std::string title_of(const LinkRef& link);
[[nodiscard]] std::string title_of(const Source& source);

}  // namespace skep::commands
