#include "src/map/row_writer.h"

#include "src/map/hex.h"
#include "src/output/sink.h"

namespace skep::map {
namespace {

std::optional<btf::ValuePrinter> make_printer(const DataType& type) {
  if (!type.is_known()) return std::nullopt;
  return btf::ValuePrinter{*type.btf, type.id};
}

void print(const std::optional<btf::ValuePrinter>& printer, Json& json,
           ByteView bytes) {
  if (printer)
    printer->print(json, bytes);
  else
    write_hex_list(json, bytes);
}

}  // namespace

RowWriter::RowWriter(const ElementLayout& layout)
    : layout_(layout),
      key_printer_(make_printer(layout.key_type())),
      value_printer_(make_printer(layout.value_type())) {}

void RowWriter::write_key(Json& json, ByteView key) const {
  print(key_printer_, json, key);
}

void RowWriter::write_values(Json& json, ByteView values) const {
  const ValueLayout& layout = layout_.values;
  if (!layout.is_per_cpu()) return print(value_printer_, json, values);
  json.begin_array();
  for (std::size_t i = 0; i < layout.cpus().size(); ++i) {
    json.begin_object();
    json.key("cpu");
    json.value(layout.cpus()[i]);
    json.key("value");
    print(value_printer_, json, layout.value_at(values, i));
    json.end_object();
  }
  json.end_array();
}

void RowWriter::write(Json& json, ByteView key, ByteView values) const {
  json.begin_object();
  if (!key.empty()) {
    json.key("key");
    write_key(json, key);
  }
  json.key(layout_.values.is_per_cpu() ? "values" : "value");
  write_values(json, values);
  json.end_object();
}

std::string key_text(const ElementLayout& layout, ByteView key) {
  Sink sink;
  Json json{sink, Json::Style::compact};
  RowWriter{layout}.write_key(json, key);
  return sink.take();
}

}  // namespace skep::map
