// The targets and tables that words mean, and what is asked of them.
#pragma once

#include <string>
#include <vector>

#include "src/btf/btf.h"
#include "src/btf/expression.h"
#include "src/iter/projection.h"
#include "src/iter/query.h"
#include "src/iter/target.h"

namespace skep::commands {

// Return the names of all tables that skep knows by itself.
[[nodiscard]] std::vector<std::string> builtin_names();

// Load the BTF of the running kernel, with what skep adds to it, for the target
// or table of this name.
[[nodiscard]] btf::Btf load_kernel_for(const std::string& name);

// Find the target of this name, or that of such a table.
// Errors: Error with the close names.
[[nodiscard]] iter::Target find_target_of(btf::BtfView kernel,
                                          const std::string& name);

// Return what the table, if it is one, and the user ask for; an error tells of
// the user's part alone.
[[nodiscard]] btf::Expression tests_of(const std::string& name,
                                       const iter::Query& query);

// Find the fields that the query needs, or the usual ones of the table.
[[nodiscard]] iter::Projection find_projection(btf::BtfView kernel,
                                               const std::string& name,
                                               const iter::Query& query);

}  // namespace skep::commands
