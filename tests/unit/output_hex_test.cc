#include <doctest/doctest.h>

#include <string>

#include "src/output/hex.h"

using namespace skep;

namespace {

Bytes counting(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<Byte>(i);
  return bytes;
}

std::string rows(const Bytes& bytes) {
  Sink sink;
  write_hex_rows(sink, bytes);
  return sink.take();
}

std::string list(const Bytes& bytes, Json::Style style) {
  Sink sink;
  Json json{sink, style};
  write_hex_list(json, bytes);
  return sink.take();
}

}  // namespace

TEST_CASE("hex rows have 16 bytes and a gap in the middle") {
  CHECK(rows({}).empty());
  CHECK(rows({0xa5}) == "a5");
  CHECK(rows(counting(8)) == "00 01 02 03 04 05 06 07");
  CHECK(rows(counting(9)) == "00 01 02 03 04 05 06 07  08");
  CHECK(rows(counting(16)) ==
        "00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f");
  CHECK(rows(counting(18)) ==
        "00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f\n10 11");
  CHECK(rows(counting(33)).ends_with("\n20"));
}

TEST_CASE("hex lists hold strings") {
  CHECK(list({}, Json::Style::compact) == "[]");
  CHECK(list({0, 0x0f, 0xff}, Json::Style::compact) ==
        R"(["0x00","0x0f","0xff"])");
  CHECK(list({1, 2}, Json::Style::pretty) == "[\"0x01\",\"0x02\"\n]");
}

TEST_CASE("every byte has two hex digits") {
  for (unsigned i = 0; i < 256; ++i)
    CHECK(rows({static_cast<Byte>(i)}) == fmt::format("{:02x}", i));
}

TEST_CASE("offset rows show words of two bytes and ASCII") {
  const auto offset_rows = [](const Bytes& bytes) {
    Sink sink;
    write_offset_rows(sink, bytes);
    return sink.take();
  };
  CHECK(offset_rows({}).empty());
  CHECK(offset_rows({'a'}) ==
        "0000000\t61                                      | a\n");
  Bytes bytes = counting(17);
  bytes[8] = 'z';
  CHECK(offset_rows(bytes) ==
        "0000000\t0001 0203 0405 0607 7a09 0a0b 0c0d 0e0f "
        "| ........ z.......\n"
        "0000010\t10                                      | .\n");
}

TEST_CASE("differences are the rows, or the bytes, that are not the same") {
  const auto difference = [](const Bytes& expected, const Bytes& actual) {
    Sink text;
    write_difference(text, expected, actual);
    Sink list;
    Json json{list, Json::Style::compact};
    write_difference(json, expected, actual);
    return text.take() + list.take();
  };
  CHECK(difference(counting(40), counting(40)) == "[]");
  Bytes other = counting(18);
  other[17] = 'x';
  CHECK(difference(counting(20), other) ==
        "-0000010\t1011 1213                               | ....\n"
        "+0000010\t1078                                    | .x\n"
        R"([{"offset":17,"expected":[17,18,19],"actual":[120]}])");
  CHECK(difference({}, {1}) ==
        "+0000000\t01                                      | .\n"
        R"([{"offset":0,"expected":[],"actual":[1]}])");
}

TEST_CASE("bytes in hex may have blanks, colons and 0x between") {
  const Bytes bytes{0x0a, 0xff, 0x01};
  for (const char* text : {"0aff01", "0A FF 01", "0a:ff:01", "0x0a,0xff,0x01",
                           "0x0aff 01", " 0aff\t01\n"})
    CHECK(parse_hex(text) == bytes);
  CHECK(parse_hex("") == Bytes{});
  for (const char* text : {"0", "0aff0", "0 a", "0x", "gg", "0a-ff", "0a0xff"})
    CHECK_FALSE(parse_hex(text));
}
