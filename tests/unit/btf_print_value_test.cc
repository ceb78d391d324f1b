#include <doctest/doctest.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <string_view>

#include "src/btf/print_value.h"
#include "src/sys/error.h"
#include "tests/unit/btf_fixture.h"

namespace skep::btf {
namespace {

// A BTF with one type of each kind, all of them in `record`.
struct AllKinds {
  TestBtf btf;
  TypeId u8 = btf.integer("unsigned char", 1);
  TypeId s32 = btf.integer("int", 4, BTF_INT_SIGNED);
  TypeId character = btf.integer("char", 1, BTF_INT_SIGNED);
  TypeId boolean = btf.integer("_Bool", 1, BTF_INT_BOOL);
  TypeId wide = btf.integer("__int128", 16);
  TypeId pointer = btf.pointer(s32);
  TypeId text = btf.array(character, 8);
  TypeId real = btf.floating("double", 8);
  TypeId choice = add_choice();
  TypeId large_choice = add_large_choice();
  TypeId opaque = btf.forward("opaque");
  TypeId arms =
      btf.combination(nullptr, 4, {{"number", s32, 0}, {"byte", u8, 0}});
  TypeId record = btf.structure("record", 80,
                                {{"wide", wide, 0},
                                 {"pointer", pointer, 128},
                                 {"text", text, 192},
                                 {"real", real, 256},
                                 {"large", large_choice, 320},
                                 {"choice", choice, 384},
                                 {nullptr, arms, 416},
                                 {"low", s32, 448, 5},
                                 {"high", s32, 453, 20},
                                 {"yes", boolean, 480},
                                 {"opaque", opaque, 488},
                                 {"numbers", btf.array(s32, 4), 512}});
  TypeId variable = btf.variable("global", btf.constant(record));
  TypeId section = add_section();

  TypeId add_choice() {
    const auto added = TestBtf::id(btf__add_enum(btf.get_mutable(), "e", 4));
    btf__add_enum_value(btf.get_mutable(), "NONE", 0);
    return added;
  }
  TypeId add_large_choice() {
    const auto added =
        TestBtf::id(btf__add_enum64(btf.get_mutable(), "e64", 8, false));
    btf__add_enum64_value(btf.get_mutable(), "NO", 0);
    return added;
  }
  TypeId add_section() {
    const auto added =
        TestBtf::id(btf__add_datasec(btf.get_mutable(), ".data", 80));
    btf__add_datasec_var_info(btf.get_mutable(), static_cast<int>(variable), 0,
                              80);
    return added;
  }
};

constexpr std::string_view unsupported = "\"(unsupported-kind)\"";

bool is_json(const std::string& text) { return nlohmann::json::accept(text); }

TEST_CASE("a value of every kind prints as JSON") {
  const AllKinds kinds;
  CHECK(printed(kinds.btf, kinds.section, Bytes(80)) ==
        R"j({".data":[{"global":{"wide":"0x0","pointer":0,"text":"",)j"
        R"j("real":0,"large":"NO","choice":"NONE",)j"
        R"j("":{"number":0,"byte":0},"low":"0x0","high":"0x0","yes":false,)j"
        R"j("opaque":"(unsupported-kind)","numbers":[0,0,0,0]}}]})j");
}

TEST_CASE("people see the layout of bpftool") {
  const AllKinds kinds;
  Sink sink;
  Json json{sink, Json::Style::pretty};
  const TypeId numbers = kinds.btf.find("record", BTF_KIND_STRUCT).value();
  ValuePrinter{kinds.btf, numbers, {.dialect = Dialect::plain}}.print(
      json, Bytes(80));
  const std::string text = sink.take();
  CHECK(text.starts_with("{\n    \"wide\": 0x0,\n    \"pointer\": \"(nil)\","));
  CHECK(text.ends_with("    \"numbers\": [0,0,0,0\n    ]\n}"));
}

TEST_CASE("typedefs and modifiers are transparent") {
  TestBtf btf;
  const TypeId number = btf.integer("int", 4, BTF_INT_SIGNED);
  const TypeId tagged =
      TestBtf::id(btf__add_type_tag(btf.get_mutable(), "user", int(number)));
  const TypeId changing =
      TestBtf::id(btf__add_volatile(btf.get_mutable(), int(tagged)));
  CHECK(printed(btf, btf.alias("t", btf.constant(changing)),
                bytes_of(std::int32_t{-3})) == "-3");
}

TEST_CASE("unnamed members have an empty key, which may repeat") {
  TestBtf btf;
  const TypeId byte = btf.integer("unsigned char", 1);
  const TypeId inner = btf.combination(nullptr, 1, {{"c", byte, 0}});
  const TypeId outer =
      btf.combination(nullptr, 1, {{"b", byte, 0}, {nullptr, inner, 0}});
  const TypeId top =
      btf.structure("top", 2, {{nullptr, outer, 0}, {nullptr, outer, 8}});
  CHECK(printed(btf, top, Bytes{1, 2}) ==
        R"({"":{"b":1,"":{"c":1}},"":{"b":2,"":{"c":2}}})");
}

TEST_CASE("an array of char is text when printable up to its NUL") {
  TestBtf btf;
  const TypeId character = btf.integer("char", 1, BTF_INT_SIGNED);
  const TypeId text = btf.array(btf.constant(character), 4);
  CHECK(printed(btf, text, bytes_of(std::string_view{"ab\0x", 4})) ==
        R"("ab")");
  CHECK(printed(btf, text, bytes_of(std::string_view{"\0x\1y", 4})) == R"("")");
  CHECK(printed(btf, text, bytes_of(std::string_view{"a\"\\\0", 4})) ==
        R"("a\"\\")");
  CHECK(printed(btf, text, bytes_of(std::string_view{"abcd"})) ==
        "[97,98,99,100]");
  CHECK(printed(btf, text, bytes_of(std::string_view{"a\n\0x", 4})) ==
        "[97,10,0,120]");
  CHECK(printed(btf, text, bytes_of(std::string_view{"\xc3\xa9\0x", 4})) ==
        "[-61,-87,0,120]");
}

TEST_CASE("arrays of what is only like char are arrays") {
  TestBtf btf;
  const TypeId character = btf.integer("char", 1, BTF_INT_SIGNED);
  const TypeId byte = btf.integer("unsigned char", 1);
  CHECK(printed(btf, btf.array(btf.alias("c", character), 2), Bytes{65, 0}) ==
        "[65,0]");
  CHECK(printed(btf, btf.array(byte, 2), Bytes{65, 0}) == "[65,0]");
  const TypeId encoded = btf.integer("c", 1, BTF_INT_CHAR);
  CHECK(printed(btf, btf.array(encoded, 2), Bytes{65, 0}) == R"("A")");
  CHECK(printed(btf, btf.array(encoded, 2), Bytes{65, 1}) ==
        R"(["A","\u0001"])");
}

TEST_CASE("arrays nest, and may have no elements") {
  TestBtf btf;
  const TypeId byte = btf.integer("unsigned char", 1);
  const TypeId character = btf.integer("char", 1, BTF_INT_SIGNED);
  const TypeId empty = btf.structure("empty", 0, {});
  const TypeId top =
      btf.structure("top", 4,
                    {{"none", btf.array(byte, 0), 0},
                     {"empties", btf.array(empty, 2), 0},
                     {"matrix", btf.array(btf.array(byte, 2), 2), 0},
                     {"flexible", btf.array(character, 0), 32}});
  CHECK(printed(btf, top, Bytes{1, 2, 3, 4}) ==
        R"({"none":[],"empties":[{},{}],"matrix":[[1,2],[3,4]],)"
        R"("flexible":[]})");
}

TEST_CASE("types without values do not hide the others") {
  TestBtf btf;
  const TypeId byte = btf.integer("unsigned char", 1);
  const TypeId top = btf.structure("top", 1,
                                   {{"nothing", void_id, 0},
                                    {"proto", btf.function(byte), 0},
                                    {"array", btf.array(void_id, 3), 0},
                                    {"after", byte, 0}});
  CHECK(printed(btf, top, Bytes{9}) ==
        R"j({"nothing":"(unsupported-kind)","proto":"(unsupported-kind)",)j"
        R"j("array":"(unsupported-kind)","after":9})j");
  CHECK(printed(btf, 12345, Bytes{9}) == unsupported);
}

TEST_CASE("what lies beyond the data is null") {
  const AllKinds kinds;
  for (std::size_t size = 0; size < 80; ++size) {
    // A copy of its own, for the address sanitizer to guard.
    const Bytes bytes(size, 0xff);
    const auto value =
        nlohmann::json::parse(printed(kinds.btf, kinds.record, bytes));
    CHECK(value["wide"].is_null() == (size < 16));
    CHECK(value["large"].is_null() == (size < 48));
    CHECK(value["yes"].is_null() == (size < 61));
    CHECK(value["numbers"].back().is_null());
  }
}

TEST_CASE("an array that is cut short ends with one null") {
  TestBtf btf;
  const TypeId byte = btf.integer("unsigned char", 1);
  CHECK(printed(btf, btf.array(byte, 0xffffffff), Bytes{1, 2}) == "[1,2,null]");
  CHECK(printed(btf, btf.array(byte, 2), Bytes{1, 2}) == "[1,2]");
}

TEST_CASE("a type that contains itself is printed to a limited depth") {
  TestBtf btf;
  const TypeId self = btf.type_count();
  btf.structure("self", 8, {{"self", self, 0}});
  const std::string text = printed(btf, self, Bytes(8));
  CHECK(is_json(text));
  CHECK(text.find("(nested-too-deep)") != std::string::npos);
  const TypeId array = btf.type_count();
  btf.array(array, 2);
  CHECK(printed(btf, array, Bytes(8)) == unsupported);
  const TypeId alias = btf.type_count();
  btf.alias("alias", alias);
  CHECK(printed(btf, alias, Bytes(8)) == unsupported);
}

TEST_CASE("structures may nest as deep as the kernel allows") {
  TestBtf btf;
  TypeId inner = btf.integer("unsigned char", 1);
  for (unsigned depth = 0; depth < max_depth; ++depth)
    inner = btf.structure(nullptr, 1, {{"x", inner, 0}});
  const std::string text = printed(btf, inner, Bytes{7});
  CHECK(text.find(R"({"x":7})") != std::string::npos);
}

TEST_CASE("a type with absurdly many parts is an error") {
  TestBtf btf;
  const TypeId empty = btf.structure("empty", 0, {});
  CHECK_THROWS_AS(printed(btf, btf.array(empty, 0xffffffff), {}), Error);
  TypeId doubled = btf.integer("unsigned char", 1);
  for (unsigned depth = 0; depth < max_depth; ++depth)
    doubled =
        btf.combination(nullptr, 1, {{"a", doubled, 0}, {"b", doubled, 0}});
  CHECK_THROWS_AS(printed(btf, doubled, Bytes{1}), Error);
}

TEST_CASE("names with any bytes make valid JSON") {
  TestBtf btf;
  const TypeId byte = btf.integer("unsigned char", 1);
  const TypeId top = btf.structure(
      "top", 1,
      {{"quote\"", byte, 0}, {"line\n\x1b", byte, 0}, {"\xff\xfe", byte, 0}});
  CHECK(is_json(printed(btf, top, Bytes{1})));
  const TypeId named =
      TestBtf::id(btf__add_enum(btf.get_mutable(), "named", 1));
  btf__add_enum_value(btf.get_mutable(), "a\"b\\\x80", 1);
  CHECK(is_json(printed(btf, named, Bytes{1})));
}

TEST_CASE("a recorded row is laid out for its place") {
  const AllKinds kinds;
  std::minstd_rand random{1};
  Bytes bytes(80);
  const ValuePrinter printer{
      kinds.btf, kinds.section, {.dialect = Dialect::plain}};
  for (int round = 0; round < 20; ++round) {
    for (Byte& byte : bytes) byte = static_cast<Byte>(random());
    Sink sink;
    Json json{sink, Json::Style::pretty};
    json.begin_array();
    json.begin_object();
    json.key("value");
    const std::string before = sink.take();
    const std::string replay = replayed(printer, Bytes(80), bytes, json);
    printer.print(json, bytes);
    CHECK(replay == sink.take());
  }
}

TEST_CASE("any bytes make valid JSON") {
  const AllKinds kinds;
  std::minstd_rand random{1};
  Bytes bytes(80);
  for (int round = 0; round < 200; ++round) {
    for (Byte& byte : bytes) byte = static_cast<Byte>(random());
    CHECK(is_json(printed(kinds.btf, kinds.section, bytes)));
  }
}

TEST_CASE("any BTF that libbpf takes prints valid JSON or fails") {
  const AllKinds kinds;
  std::uint32_t size = 0;
  const void* data = btf__raw_data(kinds.btf.get(), &size);
  const ByteView raw{static_cast<const Byte*>(data), size};
  std::minstd_rand random{1};
  const Bytes bytes(80, 'x');
  for (int round = 0; round < 500; ++round) {
    Bytes changed{raw.begin(), raw.end()};
    changed[random() % size] = static_cast<Byte>(random());
    try {
      const Btf btf = Btf::from_bytes(changed);
      for (TypeId id = 0; id < btf.type_count(); ++id)
        CHECK(is_json(printed(btf, id, bytes)));
    } catch (const Error&) {
      continue;
    }
  }
}

}  // namespace
}  // namespace skep::btf
