#include <doctest/doctest.h>
#include <linux/perf_event.h>

#include <utility>

#include "src/map/event_objects.h"
#include "src/map/event_shape.h"
#include "src/map/event_table.h"
#include "tests/unit/btf_fixture.h"

namespace skep::map {
namespace {

using btf::TestBtf;
using btf::TypeId;

// struct event { __u32 pid; int left; char comm[8]; };
ElementTypes event_types() {
  TestBtf btf;
  const TypeId number = btf.integer("unsigned int", 4);
  const TypeId integer = btf.integer("int", 4, BTF_INT_SIGNED);
  const TypeId letter = btf.integer("char", 1, BTF_INT_SIGNED);
  const TypeId event = btf.structure("event", 16,
                                     {{"pid", number, 0},
                                      {"left", integer, 32},
                                      {"comm", btf.array(letter, 8), 64}});
  return {std::move(btf), btf::void_id, event};
}

Bytes event_bytes(std::uint32_t pid, std::int32_t left, std::string comm) {
  comm.resize(8);
  Bytes bytes;
  for (const ByteView part :
       {bytes_of(pid), bytes_of(left), bytes_of(std::string_view{comm})})
    bytes.insert(bytes.end(), part.begin(), part.end());
  return bytes;
}

Event event_of(ByteView data) {
  return {.type = PERF_RECORD_SAMPLE, .size = 0, .data = data};
}

Event perf_event_of(ByteView data) {
  Event event = event_of(data);
  event.origin = PerfOrigin{.cpu = 3, .index = 3, .time = 12345};
  return event;
}

Event loss(std::uint64_t count) {
  Event event{.type = PERF_RECORD_LOST};
  event.lost = LostRecords{.id = 1, .count = count};
  return event;
}

// What a value of `types` is made of a record of so many bytes; -1: none.
int size_of_value(const ElementTypes& types, std::size_t size, bool is_perf) {
  EventShape shape{types.btf, types.value};
  const Bytes record(size, 'x');
  const auto value =
      shape.value_of(is_perf ? perf_event_of(record) : event_of(record));
  return value ? static_cast<int>(value->size()) : -1;
}

TEST_CASE("a record of another size is no value of the type") {
  TestBtf btf;
  const TypeId number = btf.integer("unsigned int", 4);
  const TypeId pair =
      btf.structure("pair", 8, {{"a", number, 0}, {"b", number, 32}});
  const ElementTypes types{std::move(btf), btf::void_id, pair};
  CHECK(size_of_value(types, 8, false) == 8);
  CHECK(size_of_value(types, 7, false) == -1);
  CHECK(size_of_value(types, 12, false) == -1);
  // The kernel adds up to 7 bytes in perf events.
  CHECK(size_of_value(types, 12, true) == 8);
  CHECK(size_of_value(types, 16, true) == -1);
  CHECK(size_of_value(types, 0, false) == -1);
}

TEST_CASE("a record may end within the text that the type ends with") {
  const ElementTypes types = event_types();
  CHECK(size_of_value(types, 7, false) == -1);
  CHECK(size_of_value(types, 8, false) == 16);
  CHECK(size_of_value(types, 17, false) == -1);
  EventShape shape{types.btf, types.value};
  const Bytes record = event_bytes(1, 2, "sh");
  const auto value = shape.value_of(event_of(ByteView{record}.first(10)));
  REQUIRE(value);
  CHECK(Bytes{value->begin(), value->end()} == record);
}

TEST_CASE("a record may go on behind an array without a size") {
  TestBtf btf;
  const TypeId number = btf.integer("unsigned int", 4);
  const TypeId open = btf.structure(
      "open", 4, {{"size", number, 0}, {"rest", btf.array(number, 0), 32}});
  const ElementTypes types{std::move(btf), btf::void_id, open};
  CHECK(size_of_value(types, 4, false) == 4);
  CHECK(size_of_value(types, 400, false) == 4);
  CHECK(size_of_value(types, 3, false) == -1);
}

TEST_CASE("events are elements of a list, or objects on lines") {
  const ElementTypes types = event_types();
  const Bytes first = event_bytes(1, -1, "a\"b");
  const Bytes second = event_bytes(4000000000, 7, "1234567");
  const auto written = [&](Json::Style style) {
    EventObjects objects{"map", &types};
    Sink sink;
    Json json{sink, style};
    if (style == Json::Style::compact) json.begin_array();
    objects.write_value(json, event_of(first), first);
    objects.write_value(json, event_of(second), second);
    objects.write_lost(json, 3);
    objects.write_other(json, event_of(ByteView{first}.first(2)));
    if (style == Json::Style::compact) json.end();
    return sink.take();
  };
  const std::string one =
      R"({"map":"map","value":{"pid":1,"left":-1,"comm":"a\"b"}})";
  const std::string two =
      R"({"map":"map","value":{"pid":4000000000,"left":7,"comm":"1234567"}})";
  const std::string lost = R"({"map":"map","lost":3})";
  const std::string bytes = R"({"map":"map","bytes":["0x01","0x00"]})";
  CHECK(written(Json::Style::compact) ==
        "[" + one + "," + two + "," + lost + "," + bytes + "]");
  CHECK(written(Json::Style::lines) ==
        one + "\n" + two + "\n" + lost + "\n" + bytes + "\n");
}

TEST_CASE("events of perf event arrays tell their CPU and time") {
  const ElementTypes types = event_types();
  EventObjects objects{"map", &types};
  const Bytes value = event_bytes(1, 2, "sh");
  Sink sink;
  Json json{sink, Json::Style::lines};
  objects.write_value(json, perf_event_of(value), value);
  objects.write_other(json, perf_event_of(ByteView{value}.first(1)));
  CHECK(sink.take() == R"({"map":"map","cpu":3,"time":12345,)"
                       R"("value":{"pid":1,"left":2,"comm":"sh"}})"
                       "\n"
                       R"({"map":"map","cpu":3,"time":12345,"bytes":["0x01"]})"
                       "\n");
}

TEST_CASE("people see events in columns with room for later ones") {
  const ElementTypes types = event_types();
  EventTable table{"map", &types, {}};
  Sink sink;
  const auto write = [&](const Bytes& value) {
    table.write_value(sink, event_of(value), value);
    table.finish();
  };
  write(event_bytes(1, -1, "sh"));
  CHECK(sink.take() ==
        "    pid     left  comm\n"
        "      1       -1  sh\n");
  write(event_bytes(123456, 7, "cat\033"));
  CHECK(sink.take() == " 123456        7  cat\\x1b\n");
  table.write_other(sink, loss(2));
  table.write_other(sink, event_of(ByteView{}.first(0)));
  const Bytes odd{1, 2};
  table.write_other(sink, event_of(odd));
  CHECK(sink.take() ==
        "map: lost 2\n"
        "map: 0 bytes: \n"
        "map: 2 bytes: 01 02\n");
  table.begin_again();
  write(event_bytes(1, -1, "sh"));
  CHECK(sink.take() ==
        "    pid     left  comm\n"
        "      1       -1  sh\n");
}

TEST_CASE("of several maps the events tell which one they are from") {
  const ElementTypes types = event_types();
  EventTable table{"flows", &types, {.map = true, .cpu = true}};
  Sink sink;
  const Bytes value = event_bytes(1, 0, "sh");
  table.write_value(sink, perf_event_of(value), value);
  table.finish();
  CHECK(sink.take() ==
        "map    cpu      pid     left  comm\n"
        "flows    3        1        0  sh\n");
}

TEST_CASE("a number alone is an event, too") {
  TestBtf btf;
  const TypeId number = btf.integer("unsigned int", 4);
  const ElementTypes types{std::move(btf), btf::void_id, number};
  EventTable table{"map", &types, {}};
  const Bytes value{5, 0, 0, 0};
  Sink sink;
  table.write_value(sink, event_of(value), value);
  table.finish();
  CHECK(sink.take() == "  value\n      5\n");
}

}  // namespace
}  // namespace skep::map
