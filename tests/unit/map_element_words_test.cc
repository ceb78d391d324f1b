#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/map/element_words.h"
#include "src/sys/error.h"
#include "src/sys/text.h"
#include "tests/unit/btf_fixture.h"

using namespace skep;
using map::Clauses;
using map::Element;
using map::ElementShape;
using map::ValueForm;

namespace {

const ElementShape pairs{
    .label = "map 'm' (id 7)", .key_size = 2, .value_size = 3};

Element parse(std::string_view line, const ElementShape& shape = pairs,
              Clauses allowed = Clauses::all) {
  return map::parse_element(split(line, ' '), shape, allowed);
}

// Return what is wrong with a line.
std::string error_of(std::string_view line, const ElementShape& shape = pairs,
                     Clauses allowed = Clauses::all) {
  try {
    parse(line, shape, allowed);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("bytes are decimal, hex or octal") {
  CHECK(parse("key 255 0x1f value 010 0 0X0a").key == Bytes{255, 0x1f});
  CHECK(parse("key 255 0x1f value 010 0 0X0a").value == Bytes{8, 0, 10});
}

TEST_CASE("after hex all bytes of a clause are hex") {
  const Element element = parse("key hex ff 0x10 value 10 10 10");
  CHECK(element.key == Bytes{0xff, 0x10});
  CHECK(element.value == Bytes{10, 10, 10});
  CHECK(parse("key h a b").key == Bytes{10, 11});
}

TEST_CASE("clauses stand in any order, and may be short") {
  const Element element = parse("noexist value 1 2 3 key 4 5");
  CHECK(element.key == Bytes{4, 5});
  CHECK(element.value == Bytes{1, 2, 3});
  CHECK(element.flags == BPF_NOEXIST);
  CHECK(parse("v 1 2 3 e k 4 5").flags == BPF_EXIST);
  CHECK(parse("k 4 5 a v 1 2 3").flags == BPF_ANY);
  CHECK(parse("").key == std::nullopt);
}

TEST_CASE("a hex byte that could begin a clause is a byte while one is due") {
  const Element element = parse("key hex a e value hex e a 0 any");
  CHECK(element.key == Bytes{0xa, 0xe});
  CHECK(element.value == Bytes{0xe, 0xa, 0});
  // Then it begins a clause, as in bpftool.
  CHECK(parse("key hex a b e").flags == BPF_EXIST);
}

TEST_CASE("a bad byte is told with its place") {
  CHECK(error_of("key 1 256") ==
        "byte 2 of the key must be 0 to 255, not '256'");
  CHECK(error_of("key 0x1ff 0") ==
        "byte 1 of the key must be 0 to 255, not '0x1ff'");
  CHECK(error_of("key -1 0") == "byte 1 of the key must be 0 to 255, not '-1'");
  CHECK(error_of("key 1 2 value 0 08 0") ==
        "byte 2 of the value must be 0 to 255, not '08'");
  CHECK(error_of("key hex 1 100") ==
        "byte 2 of the key must be 00 to ff, not '100'");
  CHECK(error_of("key hex 1 g") ==
        "byte 2 of the key must be 00 to ff, not 'g'");
  CHECK(error_of("key 1 99999999999999999999999") ==
        "byte 2 of the key must be 0 to 255, not '99999999999999999999999'");
  CHECK(error_of("key 1  2") == "byte 2 of the key must be 0 to 255, not ''");
}

TEST_CASE("too few and too many bytes are told with what the map wants") {
  CHECK(error_of("key 1") == "the key needs 2 bytes, not 1");
  CHECK(error_of("key") == "the key needs 2 bytes, not 0");
  CHECK(error_of("key hex") == "the key needs 2 bytes, not 0");
  CHECK(error_of("key 1 value 1 2 3") == "the key needs 2 bytes, not 1");
  CHECK(error_of("key 1 2 value 1 2 any") == "the value needs 3 bytes, not 2");
  CHECK(error_of("key 1 2 3") == "the key has 2 bytes, not more: '3'");
  try {
    parse("key 1");
  } catch (const Error& error) {
    CHECK(error.hint() ==
          "keys of map 'm' (id 7) have 2 bytes, values have 3: as many words, "
          "or one literal if the map has BTF, or atoms such as u32:12");
  }
}

TEST_CASE("a clause stands once, and where it is allowed") {
  CHECK(error_of("key 1 2 key 1 2") == "the key is given twice");
  CHECK(error_of("value 1 2 3 value 1 2 3") == "the value is given twice");
  CHECK(error_of("any exist") ==
        "'exist' follows another of any, exist and noexist");
  CHECK(error_of("key 1 2 value 1 2 3", pairs, Clauses::key) ==
        "expected 'key', not 'value'");
  CHECK(error_of("key 1 2", pairs, Clauses::value) ==
        "expected 'value', not 'key'");
  CHECK(error_of("any", pairs, Clauses::key) == "expected 'key', not 'any'");
  CHECK(error_of("keys 1 2") ==
        "expected 'key', 'value', 'any', 'exist' or 'noexist', not 'keys'");
  CHECK(error_of("12") ==
        "expected 'key', 'value', 'any', 'exist' or 'noexist', not '12'");
}

TEST_CASE("a map without keys takes none") {
  const ElementShape queue{.label = "map 'q' (id 8)", .value_size = 1};
  CHECK(parse("value 1", queue).value == Bytes{1});
  CHECK(error_of("key 1 value 1", queue) == "map 'q' (id 8) has no keys");
  CHECK_NOTHROW(map::require_key(parse("value 1", queue), queue));
  CHECK_THROWS_AS(map::require_value(parse("", queue), queue), Error);
}

TEST_CASE("what a map needs is required") {
  CHECK_THROWS_AS(map::require_key(parse("value 1 2 3"), pairs), Error);
  CHECK_THROWS_AS(map::require_value(parse("key 1 2"), pairs), Error);
  CHECK_NOTHROW(map::require_key(parse("key 1 2"), pairs));
  CHECK_NOTHROW(map::require_value(parse("value 1 2 3"), pairs));
}

TEST_CASE("the value of a map of maps or programs is two words") {
  const ElementShape maps{.label = "map 'o' (id 9)",
                          .key_size = 1,
                          .value_size = 4,
                          .value_form = ValueForm::map};
  const Element element = parse("key 1 value id 12 any", maps);
  CHECK(element.value_ref == std::vector<std::string>{"id", "12"});
  CHECK(element.value == std::nullopt);
  CHECK_NOTHROW(map::require_value(element, maps));
  CHECK(error_of("key 1 value id", maps) ==
        "the value must be a map: { id ID | name NAME | pinned FILE }");
  CHECK(error_of("value id 1 value id 2", maps) == "the value is given twice");
}

TEST_CASE("atoms say what the bytes are") {
  const ElementShape flows{
      .label = "map 'f' (id 9)", .key_size = 6, .value_size = 16};
  CHECK(parse("key ip4:10.0.0.1 be16:443", flows).key ==
        Bytes{10, 0, 0, 1, 0x01, 0xbb});
  CHECK(parse("key mac:02:00:00:00:00:0a", flows).key ==
        Bytes{2, 0, 0, 0, 0, 10});
  CHECK(parse("key hex:0102 le32:3", flows).key == Bytes{1, 2, 3, 0, 0, 0});
  CHECK(parse("key str:ab value ip6:::1", flows).key ==
        Bytes{'a', 'b', 0, 0, 0, 0});
  CHECK(parse("value u64:1 s64:-1 exist", flows).value ==
        Bytes{1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255});
  CHECK(parse("value u64:1 s64:-1 exist", flows).flags == BPF_EXIST);
}

TEST_CASE("wrong atoms are told with the element") {
  CHECK(error_of("key u16:65536") ==
        "key of map 'm' (id 7): 65536 is out of range: 0 to 65535");
  CHECK(error_of("key s16:-32769") ==
        "key of map 'm' (id 7): -32769 is out of range: -32768 to 32767");
  CHECK(error_of("key u16:x").find("'x' is no number") != std::string::npos);
  CHECK(error_of("key u32:1") ==
        "key of map 'm' (id 7): 'u32:1' has 4 bytes, not 2");
  CHECK(error_of("key u8:1 2").find("'2' has no prefix") != std::string::npos);
  CHECK(error_of("key str:abc").find("has 3 bytes") != std::string::npos);
  CHECK(error_of("key ip4:10.0.0").find("no address") != std::string::npos);
  CHECK(error_of("key mac:10.0.0.1").find("no address") != std::string::npos);
  CHECK(error_of("key hex:0x12").find("pairs") != std::string::npos);
  CHECK(error_of("key hex:123").find("pairs") != std::string::npos);
  CHECK(error_of("key u17:1") ==
        "byte 1 of the key must be 0 to 255, not 'u17:1'");
}

TEST_CASE("a single word is a literal where the map tells its type") {
  const auto load_types = [] {
    skep::btf::TestBtf types;
    const skep::btf::TypeId key = types.integer("__u32", 4);
    return std::optional{
        map::ElementTypes{std::move(types), key, skep::btf::void_id}};
  };
  const ElementShape typed{.label = "map 't' (id 5)",
                           .key_size = 4,
                           .value_size = 4,
                           .load_types = load_types};
  CHECK(parse("key 258", typed).key == Bytes{2, 1, 0, 0});
  CHECK(parse("key 10.0.0.1", typed).key == Bytes{10, 0, 0, 1});
  CHECK(parse("key 1 2 3 4", typed).key == Bytes{1, 2, 3, 4});
  CHECK(parse("key hex 1 2 3 4", typed).key == Bytes{1, 2, 3, 4});
  CHECK(error_of("key 4294967296", typed) ==
        "key of map 't' (id 5): 4294967296 is out of range: __u32 takes 0 to "
        "4294967295");
  CHECK(error_of("key 1 2", typed) == "the key needs 4 bytes, not 2");
  CHECK(error_of("value 1", typed) == "the value needs 4 bytes, not 1");
}

TEST_CASE("a list of bytes is a value, as a dump prints it") {
  CHECK(parse(R"(key ["0x01","0xff"] value [1,2,0x3])").key == Bytes{1, 0xff});
  CHECK(parse(R"(key ["0x01","0xff"] value [1,2,0x3])").value ==
        Bytes{1, 2, 3});
  CHECK(error_of("key [1,2,3]") ==
        "byte 1 of the key must be 0 to 255, not '[1,2,3]'");
  CHECK(error_of("key [1,256]").find("byte 1") != std::string::npos);
  CHECK(error_of("key [1,2").find("expected ',' or ']'") != std::string::npos);
}

TEST_CASE("the key of a trie is a prefix or an address") {
  const ElementShape routes{.label = "map 'r' (id 6)",
                            .key_size = 10,
                            .value_size = 1,
                            .key_form = map::KeyForm::prefix};
  const auto key = [&](const std::string& word) {
    return parse("key " + word, routes).key;
  };
  CHECK(key("10.1.2.3/8") == Bytes{8, 0, 0, 0, 10, 1, 2, 3, 0, 0});
  CHECK(key("10.1.2.3") == Bytes{32, 0, 0, 0, 10, 1, 2, 3, 0, 0});
  CHECK(key("0.0.0.0/0") == Bytes(10));
  CHECK(key("02:00:00:00:00:01/24") == Bytes{24, 0, 0, 0, 2, 0, 0, 0, 0, 1});
  CHECK(key("8 0 0 0 10 1 2 3 0 0") == Bytes{8, 0, 0, 0, 10, 1, 2, 3, 0, 0});
  CHECK(key("u32:8 ip4:10.1.2.3 u16:0") ==
        Bytes{8, 0, 0, 0, 10, 1, 2, 3, 0, 0});
  CHECK(error_of("key 10.0.0.0/33", routes) ==
        "key of map 'r' (id 6): the prefix of '10.0.0.0/33' must have 0 to 32 "
        "bits, not '33'");
  CHECK(error_of("key 10.0.0.0/", routes).find("not ''") != std::string::npos);
  CHECK(
      error_of("key fe80::/10", routes).find("16 bytes, there is room for 6") !=
      std::string::npos);
  CHECK(error_of("key 10.0.0/8", routes).find("byte 1") != std::string::npos);
  CHECK(error_of("key 10.0.0.0/8").find("byte 1") != std::string::npos);
}

TEST_CASE("CPUs can have values of their own") {
  const ElementShape counts{.label = "map 'c' (id 5)",
                            .key_size = 1,
                            .value_size = 2,
                            .cpus = {0, 3}};
  CHECK(parse("key 1 value 7 8", counts).value == Bytes{7, 8});
  CHECK(parse("key 1 value 7 8", counts).cpu == std::nullopt);
  CHECK(parse("value all 7 8 key 1 any", counts).value == Bytes{7, 8});
  const Element one = parse("value cpu 3 hex a b exist key 1", counts);
  CHECK(one.cpu == 3);
  CHECK(one.value == Bytes{0xa, 0xb});
  CHECK(one.flags == BPF_EXIST);
  const std::vector<Bytes> both{{1, 2}, {3, 4}};
  CHECK(parse("key 1 value [[1,2],[3,4]]", counts).cpu_values == both);
  CHECK(parse(R"(key 1 value [{"cpu":3,"value":["0x03","0x04"]},)"
              R"({"cpu":0,"value":["0x01","0x02"]}])",
              counts)
            .cpu_values == both);
  CHECK_NOTHROW(
      map::require_value(parse("key 1 value [[1,2],[3,4]]", counts), counts));
  // For bytes, a flat list is one value.
  CHECK(parse("key 1 value [1,2]", counts).value == Bytes{1, 2});
}

TEST_CASE("values that do not go with the CPUs are told") {
  const ElementShape counts{.label = "map 'c' (id 5)",
                            .key_size = 1,
                            .value_size = 2,
                            .cpus = {0, 3}};
  CHECK(error_of("value cpu 1 7 8", counts) == "there is no CPU '1'");
  CHECK(error_of("value cpu x 7 8", counts) == "there is no CPU 'x'");
  CHECK(error_of("value cpu 3 7", counts) == "the value needs 2 bytes, not 1");
  CHECK(error_of("value cpu 3", counts).find("byte 1") != std::string::npos);
  CHECK(error_of("value [[1,2]]", counts) ==
        "value of map 'c' (id 5): 1 values for 2 possible CPUs");
  CHECK(error_of("value [[1,2],[3]]", counts) ==
        "value of map 'c' (id 5): each CPU needs a list of 2 bytes");
  CHECK(error_of("value [{cpu:0,value:[1,2]}]", counts) ==
        "value of map 'c' (id 5): the value of CPU 3 is missing");
  CHECK(error_of("value [{cpu:0,value:[1,2]},{cpu:0,value:[1,2]}]", counts) ==
        "value of map 'c' (id 5): CPU 0 has two values");
  CHECK(error_of("value [{cpu:9,value:[1,2]}]", counts) ==
        "value of map 'c' (id 5): there is no CPU '9'");
  CHECK(error_of("value [[1,2],[3,4]] value 1 2", counts) ==
        "the value is given twice");
  CHECK(error_of("key 1 2 value cpu 0 1 2 3") ==
        "map 'm' (id 7) has no values of its own for each CPU");
  CHECK(error_of("key 1 2 value all 1 2 3") ==
        "map 'm' (id 7) has no values of its own for each CPU");
}

TEST_CASE("a list has a value for each CPU, unless the type is an array") {
  const auto shape_with = [](std::uint32_t size, bool is_array) {
    return ElementShape{.label = "map 'c' (id 5)",
                        .key_size = 1,
                        .value_size = size,
                        .load_types =
                            [is_array] {
                              skep::btf::TestBtf types;
                              const skep::btf::TypeId number =
                                  types.integer("__u16", 2);
                              const skep::btf::TypeId value =
                                  is_array ? types.array(number, 2) : number;
                              return std::optional{map::ElementTypes{
                                  std::move(types), skep::btf::void_id, value}};
                            },
                        .cpus = {0, 3}};
  };
  const ElementShape numbers = shape_with(2, false);
  CHECK(parse("value [258,3]", numbers).cpu_values ==
        std::vector<Bytes>{{2, 1}, {3, 0}});
  CHECK(parse("value 258", numbers).value == Bytes{2, 1});
  CHECK(parse("value cpu 0 258", numbers).value == Bytes{2, 1});
  CHECK(error_of("value [1,2,3]", numbers) ==
        "value of map 'c' (id 5): 3 values for 2 possible CPUs");
  const ElementShape pairs_of_numbers = shape_with(4, true);
  CHECK(parse("value [258,3]", pairs_of_numbers).value == Bytes{2, 1, 3, 0});
  CHECK(
      parse("value [{cpu:0,value:[1,2]},{cpu:3,value:[3,4]}]", pairs_of_numbers)
          .cpu_values == std::vector<Bytes>{{1, 0, 2, 0}, {3, 0, 4, 0}});
}

TEST_CASE("keys and values can be described where descriptors are wanted") {
  ElementShape shape{.label = "map 's' (id 4)", .key_size = 4, .value_size = 1};
  shape.described_key = map::Described::task;
  const Element task = parse("key pid 12 value 1", shape);
  CHECK(task.key == std::nullopt);
  REQUIRE(task.described_key.has_value());
  CHECK(task.described_key->pid == 12);
  CHECK(parse("key 9 0 0 0", shape).key == Bytes{9, 0, 0, 0});
  CHECK(error_of("key pid", shape) == "expected pid PID, not 'pid'");
  CHECK(error_of("key pid x", shape) == "expected pid PID, not 'pid x'");
  CHECK(error_of("key pid -1", shape) == "expected pid PID, not 'pid -1'");
  CHECK(error_of("key pid 4294967296", shape).find("expected pid PID") == 0);
  CHECK(error_of("key pid 1 key pid 2", shape) == "the key is given twice");
  CHECK(error_of("key file /tmp", shape).find("byte 1") != std::string::npos);
  shape.described_key = map::Described::file;
  CHECK(parse("key file /tmp value 1", shape).described_key->path == "/tmp");
  shape.described_key = map::Described::socket;
  const Element socket = parse("key pid 12 fd 7 value 1", shape);
  CHECK(socket.described_key->pid == 12);
  CHECK(socket.described_key->number == 7);
  CHECK(error_of("key pid 12", shape) ==
        "expected pid PID fd NUMBER, not 'pid 12'");
  CHECK(error_of("key pid 12 value 1", shape) ==
        "expected pid PID fd NUMBER, not 'pid 12 value 1'");
  CHECK(error_of("key pid 12 fd x", shape) ==
        "expected pid PID fd NUMBER, not 'pid 12 fd x'");
  shape.described_value = map::Described::cgroup;
  CHECK(parse("value cgroup /a any", shape).described_value->path == "/a");
  CHECK_NOTHROW(map::require_value(parse("value cgroup /a", shape), shape));
}
