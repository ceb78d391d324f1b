// Values that fields are compared with.
#pragma once

#include "src/btf/btf.h"
#include "src/iter/projection.h"

namespace skep::iter {

// Make the test that a comparison asks for of `columns[column]`.
// Errors: usage error for a value that the field can't have, and for a field
//         that can't be compared.
[[nodiscard]] Test make_test(btf::BtfView kernel,
                             const std::vector<Column>& columns,
                             std::size_t column,
                             const btf::Comparison& comparison);

}  // namespace skep::iter
