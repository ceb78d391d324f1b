#include "src/map/event_objects.h"

#include <array>

#include "src/map/event_printer.h"
#include "src/output/hex.h"

namespace skep::map {

EventObjects::EventObjects(std::string map, const ElementTypes* types)
    : map_(std::move(map)) {
  if (types != nullptr) printer_.emplace(types->btf, types->value);
}

void EventObjects::begin(Json& json) const {
  json.begin_object();
  json.key("map");
  json.value(map_);
}

// All the objects of a map have their values in the same places.
void EventObjects::record(const Json& place, const Event& event,
                          RowSources sources) {
  RowRecorder row{sources, place};
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
  row_ = row.finish();
}

void EventObjects::write_value(Json& json, const Event& event, ByteView value) {
  const PerfOrigin origin = event.origin.value_or(PerfOrigin{});
  const std::array<ByteView, 3> sources{value, bytes_of(origin.cpu),
                                        bytes_of(origin.time)};
  if (!row_) record(json, event, sources);
  // As lines, what was recorded has the line feed too.
  if (json.depth() > 0) json.raw({});
  row_->write(json.sink(), sources);
}

void EventObjects::write_other(Json& json, const Event& event) const {
  begin(json);
  write_event_members(json, event, [&] {
    json.key("bytes");
    write_hex_list(json, event.data);
  });
  json.end_object();
}

void EventObjects::write_lost(Json& json, std::uint64_t count) const {
  Event event{};
  event.lost = LostRecords{.count = count};
  write_other(json, event);
}

}  // namespace skep::map
