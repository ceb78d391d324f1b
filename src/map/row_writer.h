// Elements as one JSON object each, {"key":1,"value":{"packets":2}}, by their
// types alone where those are known, else as lists of bytes.
#pragma once

#include <optional>
#include <string>

#include "src/btf/print_value.h"
#include "src/map/element_layout.h"
#include "src/output/json.h"
#include "src/sys/bytes.h"

namespace skep::map {

class RowWriter {
 public:
  // `layout` must outlive the writer.
  explicit RowWriter(const ElementLayout& layout);

  // Write one element; `values` has the value of each CPU, see ValueLayout.
  void write(Json& json, ByteView key, ByteView values) const;
  // Write one of its members: "key"; "value" or "values".
  void write_key(Json& json, ByteView key) const;
  void write_values(Json& json, ByteView values) const;

 private:
  using Printer = std::optional<btf::ValuePrinter>;

  const ElementLayout& layout_;
  Printer key_printer_;
  Printer value_printer_;
};

// Return the key as such JSON, for messages.
[[nodiscard]] std::string key_text(const ElementLayout& layout, ByteView key);

}  // namespace skep::map
