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
