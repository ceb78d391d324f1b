#include <random>
#include <string>
#include <utility>

#include "src/map/row_decoder.h"
#include "src/map/row_writer.h"
#include "src/output/json.h"
#include "src/output/sink.h"
#include "src/sys/error.h"
#include "tests/unit/btf_fixture.h"
#include "tests/unit/random_types.h"

namespace skep::map {
namespace {

// A u16 key and a value {a: u8, b: u8}, with types or without, for each CPU or
// for all.
ElementLayout pair_layout(bool is_typed, std::vector<std::uint32_t> cpus = {}) {
  ElementLayout layout{.key_size = 2, .values = {2, std::move(cpus)}};
  if (!is_typed) return layout;
  btf::TestBtf btf;
  const btf::TypeId u8 = btf.integer("u8", 1);
  const btf::TypeId u16 = btf.integer("u16", 2);
  const btf::TypeId pair =
      btf.structure("pair", 2, {{"a", u8, 0}, {"b", u8, 8}});
  layout.types = ElementTypes{std::move(btf), u16, pair};
  return layout;
}

struct Decoded {
  Bytes key;
  Bytes values;
  bool operator==(const Decoded&) const = default;
};

Decoded decode(const ElementLayout& layout, std::string_view text) {
  Decoded result{Bytes(layout.key_size), Bytes(layout.values.total_size())};
  RowDecoder{layout}.decode(text, result.key, result.values);
  return result;
}

std::string error_of(const ElementLayout& layout, std::string_view text) {
  try {
    decode(layout, text);
  } catch (const Error& error) {
    return error.what() + (" | " + error.hint());
  }
  return "no error";
}

bool holds(const std::string& text, std::string_view part) {
  CAPTURE(text);
  return text.find(part) != std::string::npos;
}

std::string row_of(const ElementLayout& layout, ByteView key, ByteView values) {
  Sink sink;
  Json json{sink, Json::Style::compact};
  RowWriter{layout}.write(json, key, values);
  return sink.take();
}

}  // namespace

TEST_CASE("an element is read by its types, in any spelling") {
  const ElementLayout layout = pair_layout(true);
  const Decoded expected{{5, 0}, {1, 2}};
  for (const char* text :
       {R"({"key":5,"value":{"a":1,"b":2}})",
        R"({"value":{"b":2,"a":1},"key":5})",
        R"({ "key" : 0x5, "value" : { "a" : 1, "b" : 2 } })",
        R"({"key":["0x05","0x00"],"value":["0x01","0x02"]})",
        R"({"key":["0x05","0x00"],"value":["0x01","0x02"],)"
        R"("formatted":{"key":9,"value":{}}})",
        R"({"formatted":{"key":5,"value":{"a":1,"b":2}}})"}) {
    CAPTURE(text);
    CHECK(decode(layout, text) == expected);
  }
}

TEST_CASE("without types, an element is its bytes") {
  const ElementLayout layout = pair_layout(false);
  const Decoded expected{{0x5a, 0}, {1, 2}};
  CHECK(decode(layout, R"({"key":["0x5a","0x00"],"value":["0x01","0x02"]})") ==
        expected);
  CHECK(decode(layout, R"({"key":"5a00","value":"0102"})") == expected);
  for (const char* text :
       {R"({"key":5,"value":"0102"})", R"({"key":"5a","value":"0102"})",
        R"({"key":["0x5a"],"value":"0102"})"})
    CHECK(holds(error_of(layout, text), "key: expected 2 bytes"));
}

TEST_CASE("each CPU has its value, in any order") {
  const ElementLayout layout = pair_layout(true, {0, 3});
  const Decoded found =
      decode(layout, R"({"key":1,"values":[{"cpu":3,"value":{"a":7}},)"
                     R"({"cpu":0,"value":{"b":9}}]})");
  CHECK(found.values[1] == 9);
  CHECK(found.values[8] == 7);
  CHECK(holds(error_of(layout, R"({"key":1,"values":[{"cpu":0,"value":{}}]})"),
              "the value of CPU 3 is missing"));
  CHECK(holds(error_of(layout, R"({"key":1,"value":{"a":7}})"),
              "each CPU has a value of its own"));
  CHECK(holds(error_of(pair_layout(true), R"({"key":1,"values":[]})"),
              "all CPUs share one value"));
}

TEST_CASE("what is no element is told by its member") {
  const ElementLayout layout = pair_layout(true);
  const std::pair<std::string, const char*> wrong[]{
      {"7", "expected an element"},
      {"[]", "expected an element"},
      {R"({"key":5)", "expected"},
      {R"({"key":5})", "the value is missing"},
      {R"({"value":{"a":1}})", "the key is missing"},
      {R"({"key":5,"key":6,"value":{}})", "the key is given twice"},
      {R"({"key":5,"vallue":{}})", "did you mean value"},
      {R"({"key":65536,"value":{}})", "key: 65536 is out of range"},
      {R"({"key":5,"value":{"c":1}})", "value: "},
      {R"({"key":5,"value":{"a":256}})", "256 is out of range"},
      {R"({"key":5,"value":{}} {})", "nothing more"}};
  for (const auto& [text, part] : wrong) {
    CAPTURE(text);
    CHECK(holds(error_of(layout, text), part));
  }
}

TEST_CASE("maps without keys have elements without") {
  ElementLayout layout{.key_size = 0, .values = {1, {}}};
  CHECK(decode(layout, R"({"value":["0x07"]})").values == Bytes{7});
  CHECK(decode(layout, R"({"value":"07"})").values == Bytes{7});
  CHECK(holds(error_of(layout, R"({"key":1,"value":"07"})"), "no keys"));
}

TEST_CASE("the plan reads what is written, and means the same") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  btf::RandomTypes::Engine engine{seed};
  for (int i = 0; i < 100; ++i) {
    btf::RandomTypes types{engine};
    const auto key = types.structure(1);
    const auto value = types.structure(2);
    const Bytes key_bytes = types.value(key);
    Bytes value_bytes = types.value(value);
    ElementLayout layout{.key_size = key.size, .values = {value.size, {}}};
    layout.types = ElementTypes{std::move(types.btf()), key.id, value.id};
    const std::string row = row_of(layout, key_bytes, value_bytes);
    CAPTURE(row);
    Decoded general{Bytes(key.size), Bytes(value.size)};
    RowDecoder{layout}.decode_literal(row, general.key, general.values);
    CHECK(general == Decoded{key_bytes, value_bytes});
    CHECK(decode(layout, row) == general);
  }
}

TEST_CASE("bytes and values of CPUs are read by a plan as well") {
  for (const bool is_typed : {false, true}) {
    const ElementLayout layout = pair_layout(is_typed, {1, 2});
    Bytes values(layout.values.total_size());
    values[0] = 1;
    values[9] = 0xfe;
    const std::string row = row_of(layout, Bytes{1, 2}, values);
    Decoded found{Bytes(2), Bytes(values.size())};
    REQUIRE(RowDecoder{layout}.decode_by_plan(row, found.key, found.values));
    CHECK(found == Decoded{{1, 2}, values});
  }
}

}  // namespace skep::map
