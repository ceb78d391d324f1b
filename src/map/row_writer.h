// Elements as one JSON object each, {"key":1,"value":{"packets":2}}, by their
// types alone where those are known, else as lists of bytes.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "src/btf/print_value.h"
#include "src/map/element_layout.h"
#include "src/output/json.h"
#include "src/output/row_template.h"
#include "src/output/sink.h"
#include "src/sys/bytes.h"

namespace skep::map {

class RowWriter {
 public:
  // The layout and the types, null if not known, must outlive the writer.
  RowWriter(const ValueLayout& layout, const ElementTypes* types);
  explicit RowWriter(const ElementLayout& layout)
      : RowWriter(layout.values, layout.types ? &*layout.types : nullptr) {}

  // Write one element; `values` has the value of each CPU, see ValueLayout.
  void write(Json& json, ByteView key, ByteView values) const;
  // Write the value of the member "key", or of "value" or "values".
  void write_key(Json& json, ByteView key) const;
  void write_values(Json& json, ByteView values) const;
  // Write the member "value", or "values" with one for each CPU.
  void write_values_member(Json& json, ByteView values) const;

  // Record how write() writes the elements of a map: this one and all others.
  void record(RowRecorder& row, ByteView key, ByteView values) const;

 private:
  using Printer = std::optional<btf::ValuePrinter>;

  const ValueLayout& layout_;
  Printer key_printer_;
  Printer value_printer_;
};

// Writes elements a line: one such object and a line feed.
class RowLines {
 public:
  // `rows` must outlive it.
  explicit RowLines(const RowWriter& rows) : rows_(rows) {}

  // Write one element; the sizes of all are those of the first one.
  void write(Sink& sink, ByteView key, ByteView values) {
    const std::array<ByteView, 2> sources{key, values};
    if (!row_) record(sink, sources);
    row_->write(sink, sources);
  }

 private:
  void record(Sink& sink, const std::array<ByteView, 2>& sources);

  const RowWriter& rows_;
  std::optional<RowTemplate> row_;
};

// Return the key as such JSON, for messages.
[[nodiscard]] std::string key_text(const ElementLayout& layout, ByteView key);

}  // namespace skep::map
