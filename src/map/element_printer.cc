#include "src/map/element_printer.h"

#include <cerrno>
#include <string>
#include <string_view>

#include "src/map/hex.h"
#include "src/map/map_type.h"
#include "src/sys/error.h"

namespace skep::map {
namespace {

// How bpftool arranges a key and a value of these sizes.
struct Arrangement {
  Arrangement(std::size_t key_size, std::size_t value_size)
      : breaks_after_label(key_size > 16 || value_size > 16),
        is_one_line(!breaks_after_label && key_size + value_size <= 24) {}

  [[nodiscard]] char after_label() const {
    return breaks_after_label ? '\n' : ' ';
  }
  [[nodiscard]] std::string_view after_key() const {
    return is_one_line ? "  " : "\n";
  }

  bool breaks_after_label;
  bool is_one_line;
};

void write_key(Sink& sink, ByteView key, const Arrangement& arrangement) {
  sink.write("key:");
  sink.put(arrangement.after_label());
  write_hex_rows(sink, key);
  sink.write(arrangement.after_key());
}

std::string reason_for_people(std::uint32_t type, int code) {
  if (code == ENOENT) return "<no entry>";
  if (code == ENOSPC && type == BPF_MAP_TYPE_REUSEPORT_SOCKARRAY)
    return "<cannot read>";
  return errno_text(code);
}

}  // namespace

ElementPrinter::ElementPrinter(const Map& map, const ValueLayout& layout,
                               const ElementTypes* types, View view)
    : type_(map.info().type), layout_(layout), view_(view) {
  if (types == nullptr) return;
  const btf::PrintOptions options{
      .dialect = view == View::types ? btf::Dialect::plain : btf::Dialect::json,
      .function_pointer = {}};
  if (types->key != btf::void_id)
    key_printer_.emplace(types->btf, types->key, options);
  value_printer_.emplace(types->btf, types->value, options);
}

void ElementPrinter::print(Writer& out, ByteView key, ByteView values) const {
  out.in_text([&](Sink& sink) { write_rows(sink, key, values); });
  out.in_json([&](Json& json) {
    if (view_ == View::types)
      write_types(json, key, values);
    else
      write_bytes(json, key, values);
  });
}

void ElementPrinter::print_unreadable(Writer& out, ByteView key,
                                      int code) const {
  out.in_text([&](Sink& sink) {
    const std::string reason = reason_for_people(type_, code);
    const Arrangement arrangement{key.size(), reason.size()};
    write_key(sink, key, arrangement);
    sink.print("value:{}{}\n", arrangement.after_label(), reason);
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

void ElementPrinter::write_rows(Sink& sink, ByteView key,
                                ByteView values) const {
  if (layout_.is_per_cpu())
    write_cpu_values(sink, key, values);
  else
    write_single_value(sink, key, values);
}

void ElementPrinter::write_single_value(Sink& sink, ByteView key,
                                        ByteView value) const {
  const Arrangement arrangement{key.size(), value.size()};
  if (!key.empty()) write_key(sink, key, arrangement);
  if (holds_maps(type_)) {
    sink.print("inner_map_id:{}{} ", arrangement.after_label(),
               load_as<std::uint32_t>(value));
  } else if (!value.empty()) {
    sink.write("value:");
    sink.put(arrangement.after_label());
    write_hex_rows(sink, value);
  }
  sink.put('\n');
}

void ElementPrinter::write_cpu_values(Sink& sink, ByteView key,
                                      ByteView values) const {
  if (!key.empty()) {
    sink.write("key:\n");
    write_hex_rows(sink, key);
    sink.put('\n');
  }
  for (std::size_t i = 0; i < layout_.cpus().size(); ++i) {
    sink.print("value (CPU {:02}):{}", layout_.cpus()[i],
               layout_.size() > 16 ? '\n' : ' ');
    write_hex_rows(sink, layout_.value_at(values, i));
    sink.put('\n');
  }
}

// Write the member "value", or "values" with one for each CPU.
template <typename WriteValue>
void ElementPrinter::write_values(Json& json, ByteView values,
                                  WriteValue&& write) const {
  if (!layout_.is_per_cpu()) {
    json.key("value");
    return write(values);
  }
  json.key("values");
  json.begin_array();
  for (std::size_t i = 0; i < layout_.cpus().size(); ++i) {
    json.begin_object();
    json.key("cpu");
    json.value(layout_.cpus()[i]);
    json.key("value");
    write(layout_.value_at(values, i));
    json.end_object();
  }
  json.end_array();
}

void ElementPrinter::write_bytes(Json& json, ByteView key,
                                 ByteView values) const {
  json.begin_object();
  json.key("key");
  write_hex_list(json, key);
  write_values(json, values,
               [&](ByteView value) { write_hex_list(json, value); });
  if (holds_maps(type_)) {
    json.key("inner_map_id");
    json.value(load_as<std::uint32_t>(values));
  }
  if (value_printer_) {
    json.key("formatted");
    write_types(json, key, values);
  }
  json.end_object();
}

void ElementPrinter::write_types(Json& json, ByteView key,
                                 ByteView values) const {
  json.begin_object();
  if (key_printer_) {
    json.key("key");
    key_printer_->print(json, key);
  }
  write_values(json, values,
               [&](ByteView value) { value_printer_->print(json, value); });
  json.end_object();
}

void print_element(Writer& out, const Map& map, ByteView key, ByteView values) {
  const ValueLayout layout{map.info()};
  const auto types = load_types(map);
  print_for_reader(out, types.has_value(), [&](Writer& document, View view) {
    ElementPrinter{map, layout, types ? &*types : nullptr, view}.print(
        document, key, values);
  });
}

}  // namespace skep::map
