#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include "src/btf/bits.h"

namespace skep::btf {
namespace {

constexpr auto little = std::endian::little;
constexpr auto big = std::endian::big;

TEST_CASE("bits are counted from the low end in little-endian memory") {
  const Bytes bytes{0b1010'0110, 0b0000'0011};
  CHECK(read_bits(bytes, {0, 3}, little) == 0b110);
  CHECK(read_bits(bytes, {3, 5}, little) == 0b10100);
  CHECK(read_bits(bytes, {5, 5}, little) == 0b11101);
  CHECK(read_bits(bytes, {0, 16}, little) == 0x03a6);
}

TEST_CASE("bits are counted from the high end in big-endian memory") {
  const Bytes bytes{0b1010'0110, 0b1100'0000};
  CHECK(read_bits(bytes, {0, 3}, big) == 0b101);
  CHECK(read_bits(bytes, {3, 5}, big) == 0b00110);
  CHECK(read_bits(bytes, {5, 5}, big) == 0b11011);
  CHECK(read_bits(bytes, {0, 16}, big) == 0xa6c0);
}

TEST_CASE("64 bits may span nine bytes") {
  const Bytes bytes(9, 0xff);
  CHECK(read_bits(bytes, {7, 64}, little) == ~std::uint64_t{0});
  CHECK(read_bits(bytes, {7, 64}, big) == ~std::uint64_t{0});
}

TEST_CASE("more than 64 bits have a high and a low part") {
  Bytes bytes(17);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<Byte>(i);
  const Wide from_little = read_wide_bits(bytes, {0, 128}, little);
  CHECK(from_little.high == 0x0f0e0d0c0b0a0908);
  CHECK(from_little.low == 0x0706050403020100);
  const Wide from_big = read_wide_bits(bytes, {0, 128}, big);
  CHECK(from_big.high == 0x0001020304050607);
  CHECK(from_big.low == 0x08090a0b0c0d0e0f);
  const Wide part = read_wide_bits(bytes, {4, 72}, little);
  CHECK(part.high == 0x90);
  CHECK(part.low == 0x8070605040302010);
}

TEST_CASE("a range lies within the bytes or does not") {
  const Bytes bytes(2);
  CHECK(contains(bytes, {0, 16}));
  CHECK(contains(bytes, {16, 0}));
  CHECK_FALSE(contains(bytes, {1, 16}));
  CHECK_FALSE(contains(bytes, {0xffffffff, 0xffffffff}));
}

TEST_CASE("whole numbers are read in either byte order") {
  const Bytes bytes{1, 2, 3, 4, 5, 6, 7, 0xff};
  CHECK(read_unsigned(bytes, 1, big) == 1);
  CHECK(read_unsigned(bytes, 2, little) == 0x0201);
  CHECK(read_unsigned(bytes, 2, big) == 0x0102);
  CHECK(read_unsigned(bytes, 4, little) == 0x04030201);
  CHECK(read_unsigned(bytes, 8, little) == 0xff07060504030201);
  CHECK(read_unsigned(bytes, 8, big) == 0x01020304050607ff);
}

TEST_CASE("the sign is the highest bit in use") {
  CHECK(sign_extend(0x7f, 8) == 127);
  CHECK(sign_extend(0x80, 8) == -128);
  CHECK(sign_extend(0b111, 3) == -1);
  CHECK(sign_extend(std::uint64_t{1} << 63U, 64) ==
        std::numeric_limits<std::int64_t>::min());
}

}  // namespace
}  // namespace skep::btf
