#include "src/btf/bits.h"

namespace skep::btf {
namespace {

template <typename T>
std::uint64_t read_as(ByteView bytes, std::endian order) {
  const auto value = load_as<T>(bytes);
  if (order == std::endian::native) return value;
  std::uint64_t swapped = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    swapped = swapped << 8U | (value >> 8U * i & 0xffU);
  return swapped;
}

}  // namespace

bool contains(ByteView bytes, BitRange range) {
  return std::uint64_t{range.offset} + range.size <= bytes.size() * 8;
}

// Bit by bit: bitfields are narrow, and this way there is no corner to get
// wrong in either byte order.
std::uint64_t read_bits(ByteView bytes, BitRange range, std::endian order) {
  std::uint64_t value = 0;
  for (std::uint32_t i = 0; i < range.size; ++i) {
    const std::uint32_t at = range.offset + i;
    const std::uint64_t byte = bytes[at / 8];
    if (order == std::endian::little)
      value |= (byte >> at % 8 & 1U) << i;
    else
      value = value << 1U | (byte >> (7 - at % 8) & 1U);
  }
  return value;
}

Wide read_wide_bits(ByteView bytes, BitRange range, std::endian order) {
  if (range.size <= 64) return {.low = read_bits(bytes, range, order)};
  const std::uint32_t rest = range.size - 64;
  if (order == std::endian::little)
    return {.high = read_bits(bytes, {range.offset + 64, rest}, order),
            .low = read_bits(bytes, {range.offset, 64}, order)};
  return {.high = read_bits(bytes, {range.offset, rest}, order),
          .low = read_bits(bytes, {range.offset + rest, 64}, order)};
}

void write_bits(MutableBytes bytes, BitRange range, std::endian order,
                Wide value) {
  for (std::uint32_t i = 0; i < range.size; ++i) {
    const bool bit =
        ((i < 64 ? value.low >> i : value.high >> (i - 64)) & 1U) != 0;
    const std::uint32_t at =
        range.offset + (order == std::endian::little ? i : range.size - 1 - i);
    const std::uint32_t place =
        order == std::endian::little ? at % 8 : 7 - at % 8;
    const auto mask = static_cast<Byte>(1U << place);
    Byte& byte = bytes[at / 8];
    byte = static_cast<Byte>(bit ? byte | mask : byte & ~mask);
  }
}

std::uint64_t read_unsigned(ByteView bytes, std::uint32_t size,
                            std::endian order) {
  switch (size) {
    case 1:
      return bytes[0];
    case 2:
      return read_as<std::uint16_t>(bytes, order);
    case 4:
      return read_as<std::uint32_t>(bytes, order);
    case 8:
      return read_as<std::uint64_t>(bytes, order);
    default:
      return 0;
  }
}

std::int64_t sign_extend(std::uint64_t value, std::uint32_t bits) {
  const std::uint32_t unused = 64 - bits;
  return static_cast<std::int64_t>(value << unused) >> unused;
}

}  // namespace skep::btf
