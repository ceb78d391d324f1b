#include <doctest/doctest.h>

#include <bit>
#include <cstdint>
#include <limits>
#include <string>

#include "tests/unit/btf_fixture.h"

namespace skep::btf {
namespace {

template <typename T>
std::string printed_as(const BtfView& btf, TypeId type, const T& value) {
  return printed(btf, type, bytes_of(value));
}

template <typename T>
std::string printed_plain_as(const BtfView& btf, TypeId type, const T& value) {
  return printed_plain(btf, type, bytes_of(value));
}

TEST_CASE("integers print exactly up to the ends of their ranges") {
  TestBtf btf;
  const TypeId s8 = btf.integer("signed char", 1, BTF_INT_SIGNED);
  const TypeId u8 = btf.integer("unsigned char", 1);
  const TypeId s16 = btf.integer("short", 2, BTF_INT_SIGNED);
  const TypeId u32 = btf.integer("unsigned int", 4);
  const TypeId s64 = btf.integer("long", 8, BTF_INT_SIGNED);
  const TypeId u64 = btf.integer("unsigned long", 8);
  CHECK(printed_as(btf, s8, std::int8_t{-128}) == "-128");
  CHECK(printed_as(btf, u8, std::uint8_t{255}) == "255");
  CHECK(printed_as(btf, s16, std::int16_t{-32768}) == "-32768");
  CHECK(printed_as(btf, u32, 0xffffffffU) == "4294967295");
  CHECK(printed_as(btf, s64, std::numeric_limits<std::int64_t>::min()) ==
        "-9223372036854775808");
  CHECK(printed_as(btf, u64, ~std::uint64_t{0}) == "18446744073709551615");
  CHECK(printed_as(btf, u64, (std::uint64_t{1} << 53U) + 1) ==
        "9007199254740993");
}

TEST_CASE("a bool is true when any bit is set") {
  TestBtf btf;
  const TypeId boolean = btf.integer("_Bool", 1, BTF_INT_BOOL);
  CHECK(printed(btf, boolean, Bytes{0}) == "false");
  CHECK(printed(btf, boolean, Bytes{1}) == "true");
  CHECK(printed(btf, boolean, Bytes{2}) == "true");
}

TEST_CASE("an integer with CHAR encoding prints as a character") {
  TestBtf btf;
  const TypeId character = btf.integer("char8", 1, BTF_INT_CHAR);
  CHECK(printed(btf, character, Bytes{'A'}) == R"("A")");
  CHECK(printed(btf, character, Bytes{'"'}) == R"("\"")");
  CHECK(printed(btf, character, Bytes{'\\'}) == R"("\\")");
  CHECK(printed(btf, character, Bytes{'\n'}) == R"("\u000a")");
  CHECK(printed(btf, character, Bytes{0xe9}) == R"("\u00e9")");
  CHECK(printed_plain(btf, character, Bytes{'A'}) == R"("A")");
  CHECK(printed_plain(btf, character, Bytes{0xe9}) == "0xe9");
  CHECK(printed_plain(btf, character, Bytes{0}) == "0x0");
}

TEST_CASE("the char of clang is a signed number") {
  TestBtf btf;
  const TypeId character = btf.integer("char", 1, BTF_INT_SIGNED);
  CHECK(printed(btf, character, Bytes{'A'}) == "65");
  CHECK(printed(btf, character, Bytes{0xff}) == "-1");
}

TEST_CASE("128-bit integers print in hex, quoted for JSON") {
  TestBtf btf;
  const TypeId wide = btf.integer("__int128", 16, BTF_INT_SIGNED);
  Bytes bytes(16);
  const bool is_little = std::endian::native == std::endian::little;
  bytes[is_little ? 0 : 15] = 0x2a;
  CHECK(printed(btf, wide, bytes) == R"("0x2a")");
  CHECK(printed_plain(btf, wide, bytes) == "0x2a");
  bytes[is_little ? 8 : 7] = 1;
  CHECK(printed(btf, wide, bytes) == R"("0x1000000000000002a")");
}

TEST_CASE("bitfields print their bits in hex, even if signed") {
  TestBtf btf;
  REQUIRE(btf__set_endianness(btf.get_mutable(), BTF_LITTLE_ENDIAN) == 0);
  const TypeId number = btf.integer("int", 4, BTF_INT_SIGNED);
  const TypeId wide = btf.integer("__int128", 16);
  const TypeId bits = btf.structure(
      "bits", 16,
      {{"a", number, 0, 3}, {"b", number, 3, 11}, {"c", wide, 14, 70}});
  const Bytes bytes(16, 0xff);
  CHECK(printed(btf, bits, bytes) ==
        R"({"a":"0x7","b":"0x7ff","c":"0x3fffffffffffffffff"})");
  CHECK(printed_plain(btf, bits, bytes) ==
        R"({"a":0x7,"b":0x7ff,"c":0x3fffffffffffffffff})");
  CHECK(printed(btf, bits, Bytes{0b1111'1010, 0b0010'0000}) ==
        R"({"a":"0x2","b":"0x41f","c":null})");
}

TEST_CASE("bitfields of a big-endian machine are counted from the other end") {
  TestBtf btf;
  REQUIRE(btf__set_endianness(btf.get_mutable(), BTF_BIG_ENDIAN) == 0);
  const TypeId number = btf.integer("int", 4, BTF_INT_SIGNED);
  const TypeId bits = btf.structure(
      "bits", 8,
      {{"a", number, 0, 3}, {"b", number, 3, 11}, {"c", number, 32}});
  CHECK(printed(btf, bits, Bytes{0b0101'1000, 0b0000'0100, 0, 0, 0, 0, 1, 2}) ==
        R"({"a":"0x2","b":"0x601","c":258})");
}

TEST_CASE("integers of odd width print as bitfields do") {
  TestBtf btf;
  REQUIRE(btf__set_endianness(btf.get_mutable(), BTF_LITTLE_ENDIAN) == 0);
  const TypeId narrow = btf.part_of_integer("narrow", 4, 0, 24);
  CHECK(printed(btf, narrow, Bytes{1, 2, 3, 4}) == R"("0x30201")");
  const TypeId shifted = btf.part_of_integer("shifted", 4, 4, 3);
  CHECK(printed(btf, shifted, Bytes{0b0101'0000, 0, 0, 0}) == R"("0x5")");
  const TypeId parent = btf.structure("parent", 4, {{"x", shifted, 0}});
  btf_members(btf.edit(parent))->offset = 6;
  CHECK(printed(btf, parent, Bytes{0, 0b0001'0100, 0, 0}) == R"({"x":"0x5"})");
}

TEST_CASE("an enum prints the first name of its value, else a number") {
  TestBtf btf;
  const TypeId color =
      TestBtf::id(btf__add_enum(btf.get_mutable(), "color", 4));
  btf__add_enum_value(btf.get_mutable(), "RED", 1);
  btf__add_enum_value(btf.get_mutable(), "ROSSO", 1);
  btf__add_enum_value(btf.get_mutable(), "HIGH", 0xfffffff0);
  CHECK(printed_as(btf, color, 1U) == R"("RED")");
  CHECK(printed_as(btf, color, 0xfffffff0U) == R"("HIGH")");
  CHECK(printed_as(btf, color, 0xffffffffU) == "4294967295");
}

TEST_CASE("an enum with a negative enumerator is signed") {
  TestBtf btf;
  const TypeId level =
      TestBtf::id(btf__add_enum(btf.get_mutable(), "level", 4));
  btf__add_enum_value(btf.get_mutable(), "LOW", -5);
  CHECK(printed_as(btf, level, -5) == R"("LOW")");
  CHECK(printed_as(btf, level, -6) == "-6");
}

TEST_CASE("enums of one byte are known by name beyond 127 too") {
  TestBtf btf;
  const TypeId small =
      TestBtf::id(btf__add_enum(btf.get_mutable(), "small", 1));
  btf__add_enum_value(btf.get_mutable(), "TWO_HUNDRED", 200);
  CHECK(printed(btf, small, Bytes{200}) == R"("TWO_HUNDRED")");
  CHECK(printed(btf, small, Bytes{201}) == "201");
}

TEST_CASE("enum64 holds the largest and the smallest numbers") {
  TestBtf btf;
  ::btf* raw = btf.get_mutable();
  const TypeId large = TestBtf::id(btf__add_enum64(raw, "large", 8, false));
  btf__add_enum64_value(raw, "MAX", ~std::uint64_t{0});
  CHECK(printed_as(btf, large, ~std::uint64_t{0}) == R"("MAX")");
  CHECK(printed_as(btf, large, ~std::uint64_t{1}) == "18446744073709551614");
  const TypeId negative = TestBtf::id(btf__add_enum64(raw, "small", 8, true));
  btf__add_enum64_value(raw, "MIN", std::uint64_t{1} << 63U);
  const auto min = std::numeric_limits<std::int64_t>::min();
  CHECK(printed_as(btf, negative, min) == R"("MIN")");
  CHECK(printed_as(btf, negative, min + 1) == "-9223372036854775807");
}

TEST_CASE("pointers are numbers for programs and addresses for people") {
  TestBtf btf;
  const TypeId pointer = btf.pointer(void_id);
  CHECK(printed_as(btf, pointer, std::uint64_t{0x7f00}) == "32512");
  CHECK(printed_plain_as(btf, pointer, std::uint64_t{0x7f00}) == R"("0x7f00")");
  CHECK(printed_plain_as(btf, pointer, std::uint64_t{0}) == "\"(nil)\"");
}

TEST_CASE("pointers of a 32-bit machine have 4 bytes") {
  TestBtf btf;
  REQUIRE(btf__set_pointer_size(btf.get_mutable(), 4) == 0);
  CHECK(printed_as(btf, btf.pointer(void_id), 7U) == "7");
}

TEST_CASE("the caller may name what function pointers point at") {
  TestBtf btf;
  const TypeId proto = btf.function(void_id);
  const TypeId callback = btf.pointer(btf.alias("callback", proto));
  const PrintOptions options{
      .function_pointer = [&](TypeId type, std::uint64_t value) {
        CHECK(type == proto);
        return "program " + std::to_string(value);
      }};
  const std::uint64_t value = 42;
  CHECK(printed(btf, callback, bytes_of(value), options) == R"("program 42")");
  CHECK(printed(btf, btf.pointer(void_id), bytes_of(value), options) == "42");
  CHECK(printed(btf, callback, bytes_of(value)) == "42");
}

TEST_CASE("float and double print as short as they can") {
  TestBtf btf;
  const TypeId single = btf.floating("float", 4);
  const TypeId twice = btf.floating("double", 8);
  CHECK(printed_as(btf, single, 0.1F) == "0.1");
  CHECK(printed_as(btf, twice, 0.1) == "0.1");
  CHECK(printed_as(btf, twice, -1e300) == "-1e+300");
  CHECK(printed_as(btf, twice, 1.0) == "1");
}

TEST_CASE("numbers that are none are null in JSON and named in text") {
  TestBtf btf;
  const TypeId twice = btf.floating("double", 8);
  const double infinity = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(printed_as(btf, twice, nan) == "null");
  CHECK(printed_as(btf, twice, infinity) == "null");
  CHECK(printed_plain_as(btf, twice, nan) == "nan");
  CHECK(printed_plain_as(btf, twice, -infinity) == "-inf");
}

TEST_CASE("floats of other sizes print their bits") {
  TestBtf btf;
  const TypeId half = btf.floating("_Float16", 2);
  CHECK(printed_as(btf, half, std::uint16_t{0x3c00}) == R"("0x3c00")");
  CHECK(printed_plain_as(btf, half, std::uint16_t{0x3c00}) == R"("0x3c00")");
  CHECK(printed(btf, btf.floating("long double", 16), Bytes(16)) == R"("0x0")");
}

}  // namespace
}  // namespace skep::btf
