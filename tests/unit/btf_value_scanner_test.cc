#include <random>
#include <string>

#include "src/btf/encode.h"
#include "src/btf/value_scanner.h"
#include "tests/unit/btf_fixture.h"
#include "tests/unit/random_types.h"

namespace skep::btf {
namespace {

// Read a whole text; empty when there is no plan for the type or the text.
Bytes scanned(const BtfView& btf, TypeId type, std::string_view text) {
  const auto size = btf.resolve_size(type).value();
  const auto scanner = ValueScanner::compile(btf, type, size);
  if (!scanner) return {};
  Bytes bytes(size);
  return scanner->read(text, bytes) && text.empty() ? bytes : Bytes{};
}

bool has_plan(const BtfView& btf, TypeId type) {
  return ValueScanner::compile(btf, type, btf.resolve_size(type).value())
      .has_value();
}

}  // namespace

TEST_CASE("values are scanned as they are printed") {
  TestBtf btf;
  const TypeId u16 = btf.integer("u16", 2);
  const TypeId s32 = btf.integer("s32", 4, BTF_INT_SIGNED);
  const TypeId state = btf.enumeration("state", 4, {{"down", 0}, {"up", 7}});
  const TypeId name = btf.array(btf.integer("char", 1, BTF_INT_SIGNED), 4);
  const TypeId all = btf.structure("all", 16,
                                   {{"port", u16, 0},
                                    {"delta", s32, 32},
                                    {"state", state, 64},
                                    {"name", name, 96}});
  CHECK(scanned(btf, all,
                R"({"port":258,"delta":-2,"state":"up","name":"sh"})") ==
        Bytes{2, 1, 0, 0, 0xfe, 0xff, 0xff, 0xff, 7, 0, 0, 0, 's', 'h', 0, 0});
  CHECK(scanned(btf, btf.array(u16, 2), "[1,65535]") == Bytes{1, 0, 255, 255});
}

TEST_CASE("text of another form is left to the general reader") {
  TestBtf btf;
  const TypeId u8 = btf.integer("u8", 1);
  const TypeId one = btf.structure("one", 1, {{"a", u8, 0}});
  CHECK(scanned(btf, one, R"({"a":7})") == Bytes{7});
  for (const char* other :
       {R"({"a": 7})", R"({a:7})", R"({"a":256})", R"({"a":-1})", R"({"a":07})",
        R"({"a":0x7})", R"({"a":"7"})", R"({"a":7)", R"({"a":})", "", "{}"}) {
    CAPTURE(other);
    CHECK(scanned(btf, one, other).empty());
  }
  const TypeId name = btf.array(btf.integer("char", 1, BTF_INT_SIGNED), 2);
  CHECK(scanned(btf, name, R"("ab")") == Bytes{'a', 'b'});
  for (const char* other : {R"("abc")", R"("a\n")", "\"\xc3\xa4\"", "\"a"})
    CHECK(scanned(btf, name, other).empty());
}

TEST_CASE("types with several readings have no plan") {
  TestBtf btf;
  const TypeId u32 = btf.integer("u32", 4);
  CHECK(has_plan(btf, u32));
  CHECK(!has_plan(btf, btf.combination("both", 4, {{"a", u32, 0}})));
  CHECK(!has_plan(btf, btf.structure("bits", 4, {{"a", u32, 0, 3}})));
  CHECK(!has_plan(
      btf, btf.structure("overlap", 8, {{"a", u32, 0}, {"b", u32, 16}})));
  CHECK(!has_plan(btf,
                  btf.structure("twice", 8, {{"a", u32, 0}, {"a", u32, 32}})));
  CHECK(!has_plan(btf, btf.structure("odd", 4, {{"a.b", u32, 0}})));
  CHECK(!has_plan(btf, btf.structure("beyond", 4, {{"a", u32, 32}})));
  CHECK(!has_plan(btf, btf.array(u32, 100'000)));
  const TypeId nothing = btf.structure("nothing", 0, {});
  CHECK(!has_plan(btf, btf.array(btf.array(nothing, 1000), 1000)));
}

TEST_CASE("what is scanned means the same to the general reader") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  RandomTypes::Engine engine{seed};
  int plans = 0;
  for (int i = 0; i < 200; ++i) {
    RandomTypes types{engine};
    const auto type = types.structure(2);
    const Bytes value = types.value(type);
    const std::string text = printed(types.btf(), type.id, value);
    CAPTURE(text);
    CHECK(encode(types.btf(), type.id, type.size, parse_literal(text)) ==
          value);
    const Bytes again = scanned(types.btf(), type.id, text);
    if (again.empty()) continue;
    CHECK(again == value);
    ++plans;
  }
  CHECK(plans > 0);
}

}  // namespace skep::btf
