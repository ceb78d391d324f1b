#include "src/map/row_writer.h"

#include "src/map/cpu_list.h"
#include "src/output/hex.h"

namespace skep::map {
namespace {

using Printer = std::optional<btf::ValuePrinter>;

void print(const Printer& printer, Json& json, ByteView bytes) {
  if (printer)
    printer->print(json, bytes);
  else
    write_hex_list(json, bytes);
}

void record_value(const Printer& printer, RowRecorder& row, ByteView bytes) {
  if (printer)
    printer->record(row, bytes);
  else
    record_hex_list(row, bytes);
}

}  // namespace

RowWriter::RowWriter(const ValueLayout& layout, const ElementTypes* types)
    : layout_(layout) {
  if (types == nullptr) return;
  if (types->key != btf::void_id) key_printer_.emplace(types->btf, types->key);
  if (types->value != btf::void_id)
    value_printer_.emplace(types->btf, types->value);
}

void RowWriter::write_key(Json& json, ByteView key) const {
  print(key_printer_, json, key);
}

void RowWriter::write_values(Json& json, ByteView values) const {
  for_each_value(json, layout_, values,
                 [&](ByteView value) { print(value_printer_, json, value); });
}

void RowWriter::write_values_member(Json& json, ByteView values) const {
  json.key(values_name(layout_));
  write_values(json, values);
}

void RowWriter::write(Json& json, ByteView key, ByteView values) const {
  json.begin_object();
  if (!key.empty()) {
    json.key("key");
    write_key(json, key);
  }
  write_values_member(json, values);
  json.end_object();
}

void RowWriter::record(RowRecorder& row, ByteView key, ByteView values) const {
  Json& json = row.json();
  json.begin_object();
  if (!key.empty()) {
    json.key("key");
    record_value(key_printer_, row, key);
  }
  json.key(values_name(layout_));
  for_each_value(json, layout_, values, [&](ByteView value) {
    record_value(value_printer_, row, value);
  });
  json.end_object();
}

void RowLines::record(Sink& sink, const std::array<ByteView, 2>& sources) {
  const Json place{sink, Json::Style::compact};
  RowRecorder row{sources, place};
  rows_.record(row, sources[0], sources[1]);
  row.text("\n");
  row_ = row.finish();
}

std::string key_text(const ElementLayout& layout, ByteView key) {
  Sink sink;
  Json json{sink, Json::Style::compact};
  RowWriter{layout}.write_key(json, key);
  return sink.take();
}

}  // namespace skep::map
