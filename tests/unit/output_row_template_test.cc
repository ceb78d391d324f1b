#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <limits>

#include "src/output/row_template.h"

namespace skep {
namespace {

std::string write(const RowTemplate& row, ByteView first, ByteView second) {
  Sink sink;
  const std::array<ByteView, 2> sources{first, second};
  row.write(sink, sources);
  return sink.take();
}

TEST_CASE("a row of text has two digits for each byte") {
  const Bytes key{0, 0};
  const Bytes value{0};
  const std::array<ByteView, 2> sources{key, value};
  RowRecorder recorder{sources};
  recorder.text("key: ");
  recorder.hex_byte(sources[0].first(1));
  recorder.text(" ");
  recorder.hex_byte(sources[0].subspan(1));
  recorder.text(" value: ");
  recorder.hex_byte(sources[1]);
  recorder.text("\n");
  const RowTemplate row = recorder.finish();
  CHECK(write(row, Bytes{1, 0xff}, Bytes{0xa0}) == "key: 01 ff value: a0\n");
  CHECK(write(row, Bytes{0, 0x10}, Bytes{7}) == "key: 00 10 value: 07\n");
}

template <typename T>
std::string written_number(T number, bool is_signed) {
  const T other{};
  const ByteView bytes = bytes_of(other);
  Sink sink;
  Json place{sink, Json::Style::compact};
  RowRecorder recorder{{&bytes, 1}, place};
  recorder.json().begin_array();
  recorder.json().value(1);
  recorder.number(bytes, is_signed);
  recorder.json().end_array();
  const ByteView actual = bytes_of(number);
  recorder.finish().write(sink, {&actual, 1});
  return sink.take();
}

TEST_CASE("numbers of every size have all their digits") {
  CHECK(written_number(std::uint8_t{255}, false) == "[1,255]");
  CHECK(written_number(std::uint8_t{255}, true) == "[1,-1]");
  CHECK(written_number(std::uint16_t{0xfffe}, false) == "[1,65534]");
  CHECK(written_number(std::uint16_t{0xfffe}, true) == "[1,-2]");
  CHECK(written_number(std::uint32_t{0xffffffff}, false) == "[1,4294967295]");
  CHECK(written_number(std::uint32_t{0x80000000}, true) == "[1,-2147483648]");
  CHECK(written_number(std::numeric_limits<std::uint64_t>::max(), false) ==
        "[1,18446744073709551615]");
  CHECK(written_number(std::numeric_limits<std::int64_t>::min(), true) ==
        "[1,-9223372036854775808]");
}

TEST_CASE("a function writes its bytes alone, at its place") {
  const Bytes zero(4);
  const std::array<ByteView, 1> sources{zero};
  Sink sink;
  Json place{sink, Json::Style::pretty};
  place.begin_object();
  place.key("a");
  RowRecorder recorder{sources, place};
  recorder.json().begin_array();
  recorder.value(sources[0].subspan(1, 2), [](Json& json, ByteView bytes) {
    json.begin_object();
    json.key("sizes");
    json.value(bytes.size());
    json.key("first");
    json.value(bytes[0]);
    json.end_object();
  });
  recorder.json().end_array();
  const RowTemplate row = recorder.finish();
  const Bytes bytes{1, 2, 3, 4};
  const std::array<ByteView, 1> actual{bytes};
  row.write(sink, actual);
  CHECK(sink.take() ==
        "{\n    \"a\": [{\n            \"sizes\": 2,\n"
        "            \"first\": 2\n        }\n    ]");
}

TEST_CASE("long rows reach the sink whole") {
  const Bytes bytes(100'000);
  const ByteView source{bytes};
  RowRecorder recorder{{&source, 1}};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    recorder.hex_byte(source.subspan(i, 1));
  Sink sink;
  recorder.finish().write(sink, {&source, 1});
  CHECK(sink.take() == std::string(200'000, '0'));
}

}  // namespace
}  // namespace skep
