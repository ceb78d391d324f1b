#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>

#include "src/output/json.h"

using skep::Json;
using skep::Sink;

namespace {

std::string written(Json::Style style, void (*write)(Json&)) {
  Sink sink;
  Json json{sink, style};
  write(json);
  return sink.take();
}

void write_sample(Json& json) {
  json.begin_array();
  json.begin_object();
  json.key("id");
  json.value(7);
  json.key("ids");
  json.begin_array();
  json.value(1);
  json.value(2);
  json.end_array();
  json.key("none");
  json.begin_array();
  json.end_array();
  json.end_object();
  json.begin_object();
  json.key("ok");
  json.value(true);
  json.end_object();
  json.end_array();
}

std::string as_json_string(std::string_view text) {
  Sink sink;
  Json{sink, Json::Style::compact}.value(text);
  return sink.take();
}

}  // namespace

TEST_CASE("compact JSON has no spaces") {
  CHECK(written(Json::Style::compact, write_sample) ==
        R"([{"id":7,"ids":[1,2],"none":[]},{"ok":true}])");
}

TEST_CASE("pretty JSON is laid out as bpftool's") {
  CHECK(written(Json::Style::pretty, write_sample) ==
        R"([{
        "id": 7,
        "ids": [1,2
        ],
        "none": []
    },{
        "ok": true
    }
])");
}

TEST_CASE("integers are exact to their last digit") {
  Sink sink;
  Json json{sink, Json::Style::compact};
  json.begin_array();
  json.value(std::numeric_limits<std::uint64_t>::max());
  json.value(std::numeric_limits<std::int64_t>::min());
  json.value((std::uint64_t{1} << 53U) + 1);
  json.value(std::uint8_t{65});
  json.end_array();
  CHECK(sink.take() ==
        "[18446744073709551615,-9223372036854775808,9007199254740993,65]");
}

TEST_CASE("numbers that JSON lacks become null") {
  Sink sink;
  Json json{sink, Json::Style::compact};
  json.begin_array();
  json.value(std::nan(""));
  json.value(std::numeric_limits<double>::infinity());
  json.value(0.5);
  json.end_array();
  CHECK(sink.take() == "[null,null,0.5]");
}

TEST_CASE("strings are escaped") {
  CHECK(as_json_string("a\"b\\c\n\x01\x7f") == R"("a\"b\\c\n\u0001\u007f")");
  CHECK(as_json_string("h\xc3\xa9") == "\"h\xc3\xa9\"");
  CHECK(as_json_string("\xc2\x9b") == R"("\u009b")");
  CHECK(as_json_string("\xff") == "\"\xef\xbf\xbd\"");
}

TEST_CASE("random bytes in a string are valid JSON") {
  std::mt19937 random{1};
  for (int i = 0; i < 2000; ++i) {
    std::string text(random() % 40, '\0');
    for (char& c : text) c = static_cast<char>(random());
    CHECK(nlohmann::json::accept(as_json_string(text)));
  }
}
