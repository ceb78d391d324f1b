// Strings as JSON wants them.
#pragma once

#include <string_view>

#include "src/output/sink.h"

namespace skep {

// Write `text` as a JSON string: quoted, control characters as \u00XX, bytes
// that are not UTF-8 as U+FFFD.
void write_json_string(Sink& sink, std::string_view text);

}  // namespace skep
