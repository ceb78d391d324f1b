// Elements of a map into a file: `map export`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/map/map.h"
#include "src/output/sink.h"

namespace skep::map {

enum class FileForm {
  ndjson,  // a JSON object for each line
  json,    // what `map dump -j` prints
  csv,     // a column for each field
  binary,  // see binary_form.h
};

// Write all the elements of a map; return how many.
// Errors: Error for a map whose elements can't be listed, before anything is
//         written; for an element whose value can't be read.
std::uint64_t export_elements(const Map& map, FileForm form, Sink& sink);

}  // namespace skep::map
