// The answer to a query about the rows of a table.
#pragma once

#include "src/iter/query.h"
#include "src/iter/table.h"
#include "src/output/writer.h"

namespace skep::iter {

// Print what the query asks for of a table that has the fields that it needs,
// see fields_to_read().
// Errors: usage error for a query that makes no sense with these columns; Error
//         before any output if there can be no rows.
void answer(Writer& out, Table& table, const Query& query);

}  // namespace skep::iter
