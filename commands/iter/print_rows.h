// The objects of a target of iterators, as rows.
#pragma once

#include <string>

#include "commands/iter/row_words.h"
#include "src/link/attach/iter.h"
#include "src/sys/fd.h"

namespace skep::commands {

// Require that the parts of a query make sense together, and with -j.
void check_words(const iter::Query& query, const cli::Context& context);

// Go through the objects of a target or of such a table, in a network namespace
// if it is open, and print them.
void print_rows(const std::string& name, const iter::Query& query,
                IterHook hook, Fd netns, const cli::Context& context);

}  // namespace skep::commands
