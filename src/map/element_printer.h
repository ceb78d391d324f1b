// Elements of a map as `map lookup` and `map dump` show them.
#pragma once

#include <optional>
#include <string>

#include "src/btf/print_value.h"
#include "src/map/element_types.h"
#include "src/map/map.h"
#include "src/map/type_choice.h"
#include "src/map/value_layout.h"
#include "src/output/row_template.h"
#include "src/output/writer.h"
#include "src/sys/bytes.h"

namespace skep::map {

// What JSON shows of an element: the bytes and, where they are known, the
// types; or the types alone, in the words that bpftool has for people.
enum class View { bytes_and_types, types };

// Run `print(Writer&, View)` in the way that suits who reads. Elements whose
// types are known are shown to people as nearly JSON, as bpftool does.
template <typename F>
void print_for_reader(Writer& out, bool has_types, F&& print) {
  if (!has_types) return print(out, View::bytes_and_types);
  out.in_json([&](Json&) { print(out, View::bytes_and_types); });
  out.in_text([&](Sink& sink) {
    Writer document{sink, Format::pretty};
    print(document, View::types);
    document.finish();
  });
}

class ElementPrinter {
 public:
  // `layout` and `types` must outlive the printer; `types` is null when they
  // are not known.
  ElementPrinter(const Map& map, const ValueLayout& layout,
                 const ElementTypes* types, View view);

  // Print one element; `values` has the value of every CPU, see ValueLayout.
  void print(Writer& out, ByteView key, ByteView values);
  // Print the key of an element whose value can't be read, and why.
  void print_unreadable(Writer& out, ByteView key, int code) const;

 private:
  // How an element looks in one place of the output.
  struct Row {
    std::string closers;  // of the place; nothing in text
    RowTemplate row;
  };

  void record_text(RowRecorder& row, ByteView key, ByteView values) const;
  void record_single_value(RowRecorder& row, ByteView key,
                           ByteView value) const;
  void record_cpu_values(RowRecorder& row, ByteView key, ByteView values) const;
  void record_bytes(RowRecorder& row, ByteView key, ByteView values) const;
  void record_types(RowRecorder& row, ByteView key, ByteView values) const;
  template <typename Record>
  void record_values(RowRecorder& row, ByteView values, Record&& record) const;

  std::uint32_t type_;
  const ValueLayout& layout_;
  View view_;
  bool has_types_;
  bool has_chosen_types_;
  std::optional<btf::ValuePrinter> key_printer_;
  std::optional<btf::ValuePrinter> value_printer_;
  std::optional<Row> row_;
};

// Print one element that stands alone.
void print_element(Writer& out, const Map& map, ByteView key, ByteView values,
                   const TypeChoice& choice = {});

}  // namespace skep::map
