// The elements that a file holds, in whichever form.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "src/map/element_layout.h"
#include "src/sys/bytes.h"
#include "src/sys/error.h"
#include "src/sys/replayed_input.h"

namespace skep::map {

class RecordReader {
 public:
  RecordReader() = default;
  RecordReader(const RecordReader&) = delete;
  RecordReader& operator=(const RecordReader&) = delete;
  virtual ~RecordReader() = default;

  // Read one element; return false behind the last.
  // Errors: Error that names the file and the place in it.
  [[nodiscard]] virtual bool next(MutableBytes key, MutableBytes values) = 0;

  // Return where the last one is: the number of its line, or its own.
  [[nodiscard]] virtual std::uint64_t place() const = 0;
  // Return what messages call a place: "elements.ndjson:12".
  [[nodiscard]] virtual std::string name_of(std::uint64_t place) const = 0;
};

// Open a file by its first bytes: skep's own form, a JSON array, JSON line by
// line, comma-separated values.
// Shape:  `input` and `layout` must outlive the result. An empty file has no
//         elements.
// Errors: Error for a header that tells of another layout; `ignores_types`
//         lets the types differ.
[[nodiscard]] std::unique_ptr<RecordReader> open_records(
    ReplayedInput& input, const ElementLayout& layout, bool ignores_types);

}  // namespace skep::map
