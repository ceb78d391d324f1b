#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "src/btf/encode.h"
#include "src/sys/error.h"
#include "tests/unit/btf_fixture.h"

namespace skep::btf {
namespace {

Bytes encoded(const BtfView& btf, TypeId type, std::string_view text) {
  const auto size = btf.resolve_size(type);
  REQUIRE(size.has_value());
  return encode(btf, type, *size, parse_literal(text));
}

std::string error_of(const BtfView& btf, TypeId type, std::string_view text) {
  try {
    encoded(btf, type, text);
  } catch (const Error& error) {
    return error.hint().empty() ? error.what()
                                : error.what() + (" | " + error.hint());
  }
  return "no error";
}

bool holds(const std::string& text, std::string_view part) {
  CAPTURE(text);
  return text.find(part) != std::string::npos;
}

// A flow as network programs know it.
struct Flow {
  TestBtf btf;
  TypeId u8 = btf.integer("unsigned char", 1);
  TypeId u16 = btf.integer("unsigned short", 2);
  TypeId u32 = btf.integer("unsigned int", 4);
  TypeId s32 = btf.integer("int", 4, BTF_INT_SIGNED);
  TypeId u64 = btf.integer("unsigned long", 8);
  TypeId boolean = btf.integer("_Bool", 1, BTF_INT_BOOL);
  TypeId character = btf.integer("char", 1, BTF_INT_SIGNED);
  TypeId be32 = btf.alias("__be32", u32);
  TypeId state = add_state();
  TypeId name = btf.array(character, 4);
  TypeId inner =
      btf.combination(nullptr, 4, {{"word", u32, 0}, {"half", u16, 0}});
  TypeId flow = btf.structure("flow", 24,
                              {{"saddr", be32, 0},
                               {"port", u16, 32},
                               {"low", u8, 48, 3},
                               {"high", s32, 51, 5},
                               {"name", name, 64},
                               {nullptr, inner, 96},
                               {"state", state, 128},
                               {"flags", btf.array(u8, 4), 160}});

  TypeId add_state() {
    const auto added = TestBtf::id(btf__add_enum(btf.get_mutable(), "st", 4));
    btf__add_enum_value(btf.get_mutable(), "CLOSED", 0);
    btf__add_enum_value(btf.get_mutable(), "OPEN", 7);
    return added;
  }
};

TEST_CASE("integers are checked for their range") {
  const Flow f;
  CHECK(encoded(f.btf, f.u8, "255") == Bytes{255});
  CHECK(encoded(f.btf, f.u16, "0x1234") == Bytes{0x34, 0x12});
  CHECK(encoded(f.btf, f.s32, "-2147483648") == Bytes{0, 0, 0, 0x80});
  CHECK(encoded(f.btf, f.s32, "0xffffffff") == Bytes(4, 0xff));
  CHECK(encoded(f.btf, f.u64, "18446744073709551615") == Bytes(8, 0xff));
  CHECK(holds(error_of(f.btf, f.u8, "256"), "0 to 255"));
  CHECK(holds(error_of(f.btf, f.u8, "-1"), "0 to 255"));
  CHECK(
      holds(error_of(f.btf, f.s32, "2147483648"), "-2147483648 to 2147483647"));
  CHECK(holds(error_of(f.btf, f.u64, "18446744073709551616"), "no number"));
  CHECK(holds(error_of(f.btf, f.u8, "1x"), "'1x' is no number"));
  CHECK(holds(error_of(f.btf, f.u8, ""), "no number"));
}

TEST_CASE("128 bits are written in hex or as a smaller number") {
  TestBtf btf;
  const TypeId wide = btf.integer("__int128", 16, BTF_INT_SIGNED);
  Bytes expected(16, 0xff);
  CHECK(encoded(btf, wide, "-1") == expected);
  expected = Bytes(16);
  expected[15] = 0x12;
  expected[0] = 0x34;
  CHECK(encoded(btf, wide, "0x12000000000000000000000000000034") == expected);
  CHECK(holds(error_of(btf, wide, "0x112000000000000000000000000000034"),
              "no number"));
}

TEST_CASE("booleans, characters, enumerators and addresses have their words") {
  const Flow f;
  CHECK(encoded(f.btf, f.boolean, "true") == Bytes{1});
  CHECK(encoded(f.btf, f.boolean, "0") == Bytes{0});
  CHECK(holds(error_of(f.btf, f.boolean, "2"), "true or false"));
  CHECK(encoded(f.btf, f.state, "OPEN") == Bytes{7, 0, 0, 0});
  CHECK(encoded(f.btf, f.state, "9") == Bytes{9, 0, 0, 0});
  CHECK(holds(error_of(f.btf, f.state, "OPNE"), "did you mean OPEN?"));
  CHECK(encoded(f.btf, f.be32, "10.0.0.1") == Bytes{10, 0, 0, 1});
  TestBtf btf;
  const TypeId letter = btf.integer("char", 1, BTF_INT_CHAR);
  CHECK(encoded(btf, letter, "\"7\"") == Bytes{'7'});
  CHECK(encoded(btf, letter, "7") == Bytes{7});
  const TypeId twins = btf.enumeration("twins", 4, {{"one", 1}, {"one", 2}});
  CHECK(holds(error_of(btf, twins, "one"), "several values"));
  CHECK(encoded(btf, letter, "x") == Bytes{'x'});
  CHECK(encoded(btf, letter, R"("\u00ff")") == Bytes{0xff});
}

TEST_CASE("floating point numbers are read whole") {
  TestBtf btf;
  const TypeId real = btf.floating("double", 8);
  const TypeId small = btf.floating("float", 4);
  CHECK(encoded(btf, real, "1.5") == Bytes{0, 0, 0, 0, 0, 0, 0xf8, 0x3f});
  CHECK(encoded(btf, small, "-2") == Bytes{0, 0, 0, 0xc0});
  CHECK(holds(error_of(btf, real, "1.5x"), "no number"));
  CHECK(holds(error_of(btf, small, "1e300"), "out of range"));
}

TEST_CASE("what a literal does not name is zero") {
  const Flow f;
  const Bytes bytes =
      encoded(f.btf, f.flow, ".saddr=10.0.0.1,.port=443,.name=sh,.word=1");
  CHECK(bytes == Bytes{10, 0, 0, 1, 0xbb, 1, 0, 0, 's', 'h', 0, 0,
                       1,  0, 0, 0, 0,    0, 0, 0, 0,   0,   0, 0});
}

TEST_CASE("bitfields share their bytes") {
  const Flow f;
  const Bytes bytes = encoded(f.btf, f.flow, "{low: 5, high: -2}");
  CHECK(bytes[6] == (5U | 0x1eU << 3U));
  CHECK(encoded(f.btf, f.flow, R"({"high": "0x1e"})")[6] == 0x1eU << 3U);
  CHECK(holds(error_of(f.btf, f.flow, ".low=8"), ".low: 8 is out of range"));
  CHECK(holds(error_of(f.btf, f.flow, ".high=16"), "-16 to 15"));
}

TEST_CASE("members are found by name and path") {
  const Flow f;
  CHECK(encoded(f.btf, f.flow, ".flags[2]=9")[22] == 9);
  CHECK(encoded(f.btf, f.flow, "{half: 2}")[12] == 2);
  CHECK(encoded(f.btf, f.flow, R"({"": {"half": 2}})")[12] == 2);
  CHECK(holds(error_of(f.btf, f.flow, ".prot=1"), "flow has no member 'prot'"));
  CHECK(holds(error_of(f.btf, f.flow, ".prot=1"), "did you mean port?"));
  CHECK(holds(error_of(f.btf, f.flow, ".flags[4]=1"), "no member"));
  CHECK(holds(error_of(f.btf, f.flow, ".flags[x]=1"), "no member"));
  CHECK(holds(error_of(f.btf, f.flow, ".port.x=1"), "no member"));
}

TEST_CASE("members of a union must agree") {
  const Flow f;
  CHECK(encoded(f.btf, f.flow, "{word: 65538, half: 2}")[12] == 2);
  CHECK(holds(error_of(f.btf, f.flow, "{word: 1, half: 2}"),
              ".half: contradicts"));
  CHECK(holds(error_of(f.btf, f.flow, "{port: 1, port: 2}"), "contradicts"));
}

TEST_CASE("arrays take lists, text and addresses") {
  const Flow f;
  CHECK(encoded(f.btf, f.name, "abcd") == Bytes{'a', 'b', 'c', 'd'});
  CHECK(encoded(f.btf, f.name, "12") == Bytes{'1', '2', 0, 0});
  CHECK(encoded(f.btf, f.name, "[1, -1]") == Bytes{1, 0xff, 0, 0});
  CHECK(holds(error_of(f.btf, f.name, "abcde"), "5 bytes"));
  CHECK(holds(error_of(f.btf, f.name, "[1,2,3,4,5]"), "too many for 4"));
  CHECK(holds(error_of(f.btf, f.flow, "{flags: [1, 300]}"),
              ".flags[1]: 300 is out of range"));
  TestBtf btf;
  const TypeId byte = btf.integer("unsigned char", 1);
  CHECK(encoded(btf, btf.array(byte, 6), "02:00:00:00:00:0a") ==
        Bytes{2, 0, 0, 0, 0, 10});
  CHECK(encoded(btf, btf.array(byte, 16), "::1")[15] == 1);
  CHECK(encoded(btf, btf.array(btf.integer("unsigned int", 4), 4), "::1")[15] ==
        1);
  const TypeId words = btf.array(btf.integer("unsigned short", 2), 2);
  CHECK(holds(error_of(btf, words, "5"), "expected a list of up to 2"));
}

TEST_CASE("a struct of one member takes its value") {
  TestBtf btf;
  const TypeId number = btf.integer("unsigned int", 4);
  const TypeId one = btf.structure("one", 4, {{"id", number, 0}});
  CHECK(encoded(btf, one, "5") == Bytes{5, 0, 0, 0});
  const Flow f;
  CHECK(holds(error_of(f.btf, f.flow, "5"), "flow takes its members: {saddr"));
}

TEST_CASE("a struct of a length and an address takes a prefix") {
  TestBtf btf;
  const TypeId u8 = btf.integer("__u8", 1);
  const TypeId u32 = btf.integer("__u32", 4);
  const TypeId route =
      btf.structure("route", 8, {{"prefixlen", u32, 0}, {"addr", u32, 32}});
  CHECK(encoded(btf, route, "10.1.2.3/8") == Bytes{8, 0, 0, 0, 10, 1, 2, 3});
  CHECK(holds(error_of(btf, route, "10.0.0.0/33"), "0 to 32 bits, not '33'"));
  CHECK(holds(error_of(btf, route, "fe80::/10"), "takes its members"));
  CHECK(holds(error_of(btf, route, "10.0.0.0"), "takes its members"));
  const TypeId bytes = btf.array(u8, 18);
  const TypeId wide =
      btf.structure("wide", 22, {{"prefixlen", u32, 0}, {"data", bytes, 32}});
  CHECK(encoded(btf, wide, "fe80::/10") == Bytes{10, 0, 0, 0, 0xfe, 0x80, 0, 0,
                                                 0,  0, 0, 0, 0,    0,    0, 0,
                                                 0,  0, 0, 0, 0,    0});
  const TypeId nested =
      btf.structure("nested", 12, {{"id", u32, 0}, {"to", route, 32}});
  CHECK(encoded(btf, nested, ".id=1,.to=10.0.0.0/8") ==
        Bytes{1, 0, 0, 0, 8, 0, 0, 0, 10, 0, 0, 0});
  CHECK(holds(error_of(btf, nested, ".to=10.0.0.0/x"), ".to: the prefix"));
  CHECK(holds(error_of(btf, nested, "10.0.0.0/8"), "takes its members"));
}

TEST_CASE("variables of a section are named, or given as printed") {
  TestBtf btf;
  const TypeId number = btf.integer("int", 4, BTF_INT_SIGNED);
  const TypeId a = btf.variable("a", number);
  const TypeId b = btf.variable("b.llvm.1", number);
  const auto section =
      TestBtf::id(btf__add_datasec(btf.get_mutable(), ".data", 8));
  btf__add_datasec_var_info(btf.get_mutable(), static_cast<int>(a), 0, 4);
  btf__add_datasec_var_info(btf.get_mutable(), static_cast<int>(b), 4, 4);
  CHECK(encoded(btf, section, R"({".data": [{"a": 1}, {"b.llvm.1": 2}]})") ==
        Bytes{1, 0, 0, 0, 2, 0, 0, 0});
  CHECK(encoded(btf, section, "{a: 1}") == Bytes{1, 0, 0, 0, 0, 0, 0, 0});
  CHECK(holds(error_of(btf, section, "{c: 1}"), "no variable 'c'"));
  CHECK(holds(error_of(btf, section, "1"), "takes its variables: {a: ..."));
}

TEST_CASE("big-endian types get big-endian bytes") {
  TestBtf btf;
  const TypeId number = btf.integer("unsigned int", 4);
  const TypeId record =
      btf.structure("record", 8, {{"n", number, 0}, {"low", number, 32, 4}});
  btf__set_endianness(btf.get_mutable(), BTF_BIG_ENDIAN);
  CHECK(encoded(btf, record, "{n: 258, low: 10}") ==
        Bytes{0, 0, 1, 2, 0xa0, 0, 0, 0});
}

TEST_CASE("hostile types end in an error") {
  TestBtf btf;
  const TypeId number = btf.integer("unsigned int", 4);
  const TypeId beyond = btf.structure("beyond", 4, {{"far", number, 4096}});
  CHECK(holds(error_of(btf, beyond, "{far: 1}"), "reaches beyond"));
  const TypeId endless = btf.structure("endless", 4, {{"self", 0, 0}});
  btf_members(btf.edit(endless))[0].type = endless;
  CHECK(holds(error_of(btf, endless, "1"), "nested too deep"));
  CHECK(holds(error_of(btf, endless, "{x: 1}"), "no member"));
  const TypeId nothing = btf.structure("s", 4, {{"f", btf.forward("g"), 0}});
  CHECK(holds(error_of(btf, nothing, "{f: 1}"), "without a value"));
}

// ---- what is printed can be read --------------------------------------------
class RandomType {
 public:
  explicit RandomType(std::uint32_t seed) : random_(seed) {}

  TestBtf btf;

  TypeId any(unsigned depth) {
    switch (pick(depth == 0 ? 5 : 8)) {
      case 0:
        return btf.integer("u", 1U << pick(4));
      case 1:
        return btf.integer("s", 1U << pick(4), BTF_INT_SIGNED);
      case 2:
        return btf.array(btf.integer("char", 1, BTF_INT_SIGNED), 1 + pick(8));
      case 3:
        return btf.pointer(void_id);
      case 4:
        return btf.integer("c", 1, BTF_INT_CHAR);
      case 5:
        return btf.array(any(depth - 1), 1 + pick(3));
      default:
        return composite(depth - 1, pick(3) == 0);
    }
  }

  Bytes bytes(std::size_t size) {
    Bytes result(size);
    for (Byte& byte : result)
      byte = static_cast<Byte>(pick(3) == 0 ? 0 : pick(256));
    return result;
  }

 private:
  TypeId composite(unsigned depth, bool is_union) {
    std::vector<TypeId> members;
    for (unsigned i = 0; i <= pick(4); ++i) members.push_back(any(depth));
    const TypeId bits = btf.integer("bits", 4);
    const char* name = is_union ? "u" : "s";
    const TypeId added =
        TestBtf::id(is_union ? btf__add_union(btf.get_mutable(), name, 0)
                             : btf__add_struct(btf.get_mutable(), name, 0));
    std::uint32_t size = 0;
    const auto add = [&](TypeId type, std::uint32_t width) {
      const std::string member = "m" + std::to_string(count_++);
      btf__add_field(btf.get_mutable(), pick(8) == 0 ? nullptr : member.c_str(),
                     static_cast<int>(type), is_union ? 0 : size * 8, width);
      const std::uint32_t member_size = btf.resolve_size(type).value_or(0);
      size = is_union ? std::max(size, member_size) : size + member_size;
    };
    for (const TypeId member : members) add(member, 0);
    add(bits, 1 + pick(32));
    btf.edit(added)->size = size;
    return added;
  }

  unsigned pick(unsigned count) {
    return std::uniform_int_distribution<unsigned>{0, count - 1}(random_);
  }

  std::mt19937 random_;
  unsigned count_ = 0;
};

TEST_CASE("unnamed members that double at each level end the search") {
  TestBtf btf;
  TypeId doubled = btf.integer("unsigned char", 1);
  for (unsigned depth = 1; depth < max_depth; ++depth)
    doubled = btf.combination(nullptr, 1,
                              {{nullptr, doubled, 0}, {nullptr, doubled, 0}});
  CHECK(holds(error_of(btf, doubled, "{x: 1}"), "has no member 'x'"));
}

TEST_CASE("every value that is printed can be read back") {
  for (std::uint32_t seed = 0; seed < 500; ++seed) {
    CAPTURE(seed);
    RandomType random{seed};
    const TypeId type = random.any(3);
    const Bytes bytes = random.bytes(random.btf.resolve_size(type).value());
    const std::string json = printed(random.btf, type, bytes);
    CAPTURE(json);
    CHECK(printed(random.btf, type, encoded(random.btf, type, json)) == json);
    const std::string plain = printed_plain(random.btf, type, bytes);
    CAPTURE(plain);
    CHECK(printed(random.btf, type, encoded(random.btf, type, plain)) == json);
  }
}

}  // namespace
}  // namespace skep::btf
