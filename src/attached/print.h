// Attachments as `attach list` and `link detach` print them.
#pragma once

#include <vector>

#include "src/attached/attachment.h"
#include "src/object/references.h"
#include "src/output/writer.h"

namespace skep::attached {

// Print attachments: for people a table, for programs objects that all have
// the same keys; what does not apply is null.
void print_table(Writer& out, const std::vector<Attachment>& attachments,
                 const References& link_references);

}  // namespace skep::attached
