// What changes in a table while one looks.
#pragma once

#include <cstddef>
#include <vector>

#include "src/iter/query.h"
#include "src/iter/table.h"
#include "src/output/writer.h"

namespace skep::iter {

// Make the rows of a table again after each interval of the query, and print
// those that were added, removed or changed, with how fast numbers have changed
// in a second; or how many there are; until a stop is asked for, or the limit
// of the query is reached. Rows are told apart by the columns `key`; of several
// with the same key, those that are in both states are left out, and the rest
// is compared in the order of the other columns.
void watch(Writer& out, Table& table, const std::vector<std::size_t>& key,
           const Query& query);

}  // namespace skep::iter
