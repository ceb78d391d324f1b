// Elements as JSON has them, {"key":1,"value":{"packets":2}}, as bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/btf/literal.h"
#include "src/btf/value_scanner.h"
#include "src/map/element_layout.h"
#include "src/sys/bytes.h"

namespace skep::map {

// Rows in the very form of RowWriter are read by a plan that is made once, all
// others as literals; both come to the same.
class RowDecoder {
 public:
  // `layout` must outlive the decoder.
  explicit RowDecoder(const ElementLayout& layout);

  // Read one element.
  // Shape:  "key" and "value", by their types or as lists of bytes, ["0x01"],
  //         without types also as a string of hex digits, "01"; per-CPU values
  //         as "values". Where `map dump -j` has both, the bytes count.
  // Errors: Error for text that is no element of the layout.
  void decode(std::string_view text, MutableBytes key,
              MutableBytes values) const;

  // The same in one of the two ways, for decode() and tests.
  [[nodiscard]] bool decode_by_plan(std::string_view text, MutableBytes key,
                                    MutableBytes values) const;
  void decode_literal(std::string_view text, MutableBytes key,
                      MutableBytes values) const;

 private:
  using Scanner = std::optional<btf::ValueScanner>;

  [[nodiscard]] bool scan_values(std::string_view& text,
                                 MutableBytes values) const;
  void decode_values(const btf::Literal& element, MutableBytes values) const;
  void decode_cpus(const btf::Literal& list, MutableBytes values) const;

  const ElementLayout& layout_;
  Scanner key_scanner_;
  Scanner value_scanner_;
  std::vector<std::string> cpu_starts_{};  // {"cpu":0,"value":
};

}  // namespace skep::map
