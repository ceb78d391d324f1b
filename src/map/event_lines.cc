#include "src/map/event_lines.h"

#include <array>

#include "src/output/hex.h"

namespace skep::map {

EventLines::EventLines(std::string map, const ElementTypes* types)
    : map_(std::move(map)) {
  if (types != nullptr) printer_.emplace(types->btf, types->value);
}

void EventLines::begin(Json& json) const {
  json.begin_object();
  json.key("map");
  json.value(map_);
}

// All the lines of a map have their values in the same places.
void EventLines::record(Sink& sink, const Event& event, RowSources sources) {
  RowRecorder row{sources, Json{sink, Json::Style::compact}};
  Json& json = row.json();
  begin(json);
  if (event.origin) {
    json.key("cpu");
    row.number(sources[1], /*is_signed=*/false);
    json.key("time");
    row.number(sources[2], /*is_signed=*/false);
  }
  json.key("value");
  printer_->record(row, sources[0]);
  json.end_object();
  row.text("\n");
  row_ = row.finish();
}

void EventLines::write_value(Sink& sink, const Event& event, ByteView value) {
  const PerfOrigin origin = event.origin.value_or(PerfOrigin{});
  const std::array<ByteView, 3> sources{value, bytes_of(origin.cpu),
                                        bytes_of(origin.time)};
  if (!row_) record(sink, event, sources);
  row_->write(sink, sources);
}

void EventLines::write_other(Sink& sink, const Event& event) const {
  Json json{sink, Json::Style::compact};
  begin(json);
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
    json.key("bytes");
    write_hex_list(json, event.data);
  } else {
    json.key("type");
    json.value(event.type);
  }
  json.end_object();
  sink.put('\n');
}

void EventLines::write_lost(Sink& sink, std::uint64_t count) const {
  Event event{};
  event.lost = LostRecords{.count = count};
  write_other(sink, event);
}

}  // namespace skep::map
