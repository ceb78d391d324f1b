#include "src/map/element_printer.h"

#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

#include "src/map/cpu_list.h"
#include "src/map/map_type.h"
#include "src/output/hex.h"
#include "src/sys/error.h"

namespace skep::map {
namespace {

// How bpftool arranges a key and a value of these sizes.
struct Arrangement {
  Arrangement(std::size_t key_size, std::size_t value_size)
      : breaks_after_label(key_size > 16 || value_size > 16),
        is_one_line(!breaks_after_label && key_size + value_size <= 24) {}

  // Return a label with what comes behind it.
  [[nodiscard]] std::string label(std::string_view name) const {
    return std::string{name} + (breaks_after_label ? '\n' : ' ');
  }
  [[nodiscard]] std::string_view after_key() const {
    return is_one_line ? "  " : "\n";
  }

  bool breaks_after_label;
  bool is_one_line;
};

std::string reason_for_people(std::uint32_t type, int code) {
  if (code == ENOENT) return "<no entry>";
  if (code == ENOSPC && type == BPF_MAP_TYPE_REUSEPORT_SOCKARRAY)
    return "<cannot read>";
  return errno_text(code);
}

}  // namespace

ElementPrinter::ElementPrinter(const Map& map, const ValueLayout& layout,
                               const ElementTypes* types, View view)
    : type_(map.info().type),
      layout_(layout),
      view_(view),
      has_types_(types != nullptr),
      has_chosen_types_(has_types_ && types->is_chosen) {
  if (types == nullptr) return;
  const btf::PrintOptions options{
      .dialect = view == View::types ? btf::Dialect::plain : btf::Dialect::json,
      .function_pointer = {}};
  if (types->key != btf::void_id)
    key_printer_.emplace(types->btf, types->key, options);
  if (types->value != btf::void_id || !types->is_chosen)
    value_printer_.emplace(types->btf, types->value, options);
}

void ElementPrinter::print(Writer& out, ByteView key, ByteView values) {
  const std::array<ByteView, 2> sources{key, values};
  out.in_text([&](Sink& sink) {
    if (!row_) {
      RowRecorder row{sources};
      record_text(row, key, values);
      row_ = {{}, row.finish()};
    }
    row_->row.write(sink, sources);
  });
  out.in_json([&](Json& json) {
    if (!row_ || row_->closers != json.closers()) {
      RowRecorder row{sources, json};
      if (view_ == View::types)
        record_types(row, key, values);
      else
        record_bytes(row, key, values);
      row_ = {json.closers(), row.finish()};
    }
    json.raw({});
    row_->row.write(json.sink(), sources);
  });
}

void ElementPrinter::print_unreadable(Writer& out, ByteView key,
                                      int code) const {
  out.in_text([&](Sink& sink) {
    const std::string reason = reason_for_people(type_, code);
    const Arrangement arrangement{key.size(), reason.size()};
    sink.write(arrangement.label("key:"));
    write_hex_rows(sink, key);
    sink.write(arrangement.after_key());
    sink.print("{}{}\n", arrangement.label("value:"), reason);
  });
  out.in_json([&](Json& json) {
    json.begin_object();
    json.key("key");
    write_hex_list(json, key);
    json.key("value");
    json.begin_object();
    json.key("error");
    json.value(errno_text(code));
    json.end_object();
    json.end_object();
  });
}

void ElementPrinter::record_text(RowRecorder& row, ByteView key,
                                 ByteView values) const {
  if (layout_.is_per_cpu())
    record_cpu_values(row, key, values);
  else
    record_single_value(row, key, values);
}

void ElementPrinter::record_single_value(RowRecorder& row, ByteView key,
                                         ByteView value) const {
  const Arrangement arrangement{key.size(), value.size()};
  if (!key.empty()) {
    row.text(arrangement.label("key:"));
    record_hex_rows(row, key);
    row.text(arrangement.after_key());
  }
  if (holds_maps(type_)) {
    row.text(arrangement.label("inner_map_id:"));
    row.number(value.first(sizeof(std::uint32_t)), /*is_signed=*/false);
    row.text(" ");
  } else if (!value.empty()) {
    row.text(arrangement.label("value:"));
    record_hex_rows(row, value);
  }
  row.text("\n");
}

void ElementPrinter::record_cpu_values(RowRecorder& row, ByteView key,
                                       ByteView values) const {
  if (!key.empty()) {
    row.text("key:\n");
    record_hex_rows(row, key);
    row.text("\n");
  }
  for (std::size_t i = 0; i < layout_.cpus().size(); ++i) {
    row.text(fmt::format("value (CPU {:02}):{}", layout_.cpus()[i],
                         layout_.size() > 16 ? '\n' : ' '));
    record_hex_rows(row, layout_.value_at(values, i));
    row.text("\n");
  }
}

// Record the member "value", or "values" with one for each CPU.
template <typename Record>
void ElementPrinter::record_values(RowRecorder& row, ByteView values,
                                   Record&& record) const {
  row.json().key(values_name(layout_));
  for_each_value(row.json(), layout_, values, std::forward<Record>(record));
}

void ElementPrinter::record_bytes(RowRecorder& row, ByteView key,
                                  ByteView values) const {
  Json& json = row.json();
  json.begin_object();
  json.key("key");
  record_hex_list(row, key);
  record_values(row, values,
                [&](ByteView value) { record_hex_list(row, value); });
  if (holds_maps(type_)) {
    json.key("inner_map_id");
    row.number(values.first(sizeof(std::uint32_t)), /*is_signed=*/false);
  }
  if (has_types_) {
    json.key("formatted");
    record_types(row, key, values);
  }
  json.end_object();
}

void ElementPrinter::record_types(RowRecorder& row, ByteView key,
                                  ByteView values) const {
  Json& json = row.json();
  json.begin_object();
  if (key_printer_) {
    json.key("key");
    key_printer_->record(row, key);
  } else if (has_chosen_types_ && !key.empty()) {
    json.key("key");
    record_hex_list(row, key);
  }
  record_values(row, values, [&](ByteView value) {
    if (value_printer_)
      value_printer_->record(row, value);
    else
      record_hex_list(row, value);
  });
  json.end_object();
}

void print_element(Writer& out, const Map& map, ByteView key, ByteView values,
                   const TypeChoice& choice) {
  const ValueLayout layout{map.info()};
  const auto types = load_types(map, choice);
  print_for_reader(out, types.has_value(), [&](Writer& document, View view) {
    ElementPrinter{map, layout, types ? &*types : nullptr, view}.print(
        document, key, values);
  });
}

}  // namespace skep::map
