#include "src/map/event_printer.h"

#include "src/map/element_types.h"
#include "src/output/hex.h"

namespace skep::map {
namespace {

constexpr std::uint64_t second = 1'000'000'000;

void write_hex_lines(Sink& sink, ByteView data) {
  write_hex_rows(sink, data);
  sink.put('\n');
}

void print_piped_record(Writer& out, const Event& event) {
  const PerfOrigin& origin = *event.origin;
  out.field("timestamp", origin.time, "== @{}.{:09} CPU: {} index: {} =====\n",
            origin.time / second, origin.time % second, origin.cpu,
            origin.index);
  const auto list = out.list("data");
  for (const Byte byte : event.data) out.item(byte);
  out.in_text([&](Sink& sink) { write_hex_lines(sink, event.data); });
}

void print_piped_loss(Writer& out, const LostRecords& lost) {
  const auto object = out.object("lost");
  out.field("id", lost.id);
  out.field("count", lost.count, "lost {} events\n");
}

}  // namespace

std::optional<EventType> own_event_type(const Map& map) {
  // The values of a perf event array are descriptors.
  if (map.info().type != BPF_MAP_TYPE_RINGBUF) return std::nullopt;
  auto types = load_types(map);
  if (!types) return std::nullopt;
  return EventType{std::move(types->btf), types->value};
}

void write_event_members(Json& json, const Event& event,
                         const std::function<void()>& write_record) {
  if (event.origin) {
    json.key("cpu");
    json.value(event.origin->cpu);
  }
  if (event.origin && event.is_record()) {
    json.key("time");
    json.value(event.origin->time);
  }
  if (event.lost) {
    json.key("lost");
    json.value(event.lost->count);
  } else if (event.is_record()) {
    write_record();
  } else {
    json.key("type");
    json.value(event.type);
  }
}

EventPrinter::EventPrinter(const EventType* type, bool is_ndjson)
    : is_ndjson_(is_ndjson) {
  if (type == nullptr) return;
  json_printer_.emplace(type->btf, type->id);
  text_printer_.emplace(type->btf, type->id,
                        btf::PrintOptions{.dialect = btf::Dialect::plain,
                                          .function_pointer = {}});
}

void EventPrinter::print(Writer& out, const Event& event) const {
  out.in_json([&](Json& json) { write_object(json, event); });
  out.in_text([&](Sink& sink) {
    if (!is_ndjson_) return write_line(sink, event);
    Json json{sink, Json::Style::compact};
    write_object(json, event);
    sink.put('\n');
  });
}

void EventPrinter::write_object(Json& json, const Event& event) const {
  json.begin_object();
  write_event_members(json, event, [&] {
    json.key("value");
    write_value(json, event.data);
  });
  json.end_object();
}

void EventPrinter::write_value(Json& json, ByteView data) const {
  if (json_printer_)
    json_printer_->print(json, data);
  else
    write_hex_list(json, data);
}

void EventPrinter::write_line(Sink& sink, const Event& event) const {
  if (event.origin) sink.print("cpu {}  ", event.origin->cpu);
  if (event.lost)
    sink.print("lost {}\n", event.lost->count);
  else if (event.is_record())
    write_value_line(sink, event.data);
  else
    sink.print("event of type {}\n", event.type);
}

void EventPrinter::write_value_line(Sink& sink, ByteView data) const {
  if (text_printer_) {
    Json json{sink, Json::Style::compact};
    text_printer_->print(json, data);
    return sink.put('\n');
  }
  sink.write("value:");
  sink.put(data.size() > 16 ? '\n' : ' ');
  write_hex_lines(sink, data);
}

void print_piped_event(Writer& out, const Event& event) {
  const auto object = out.object();
  out.field("type", event.type);
  out.field("cpu", event.origin->cpu);
  out.field("index", event.origin->index);
  if (event.lost)
    print_piped_loss(out, *event.lost);
  else if (event.is_record())
    print_piped_record(out, event);
  else
    out.text("unknown event type={} size={}\n", event.type, event.size);
}

}  // namespace skep::map
