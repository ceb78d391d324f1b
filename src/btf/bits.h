// Bits of a value in memory, in either byte order.
#pragma once

#include <bit>
#include <cstdint>

#include "src/sys/bytes.h"

namespace skep::btf {

// A number of up to 128 bits.
struct Wide {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
};

// A run of bits, counted as BTF does: in little-endian memory from the least
// significant bit of the first byte, in big-endian from the most significant.
struct BitRange {
  std::uint32_t offset;
  std::uint32_t size;
};

// Does the range lie within `bytes`?
[[nodiscard]] bool contains(ByteView bytes, BitRange range);

// Read a range that lies within `bytes`, of at most 64 and 128 bits, as an
// unsigned number.
[[nodiscard]] std::uint64_t read_bits(ByteView bytes, BitRange range,
                                      std::endian order);
[[nodiscard]] Wide read_wide_bits(ByteView bytes, BitRange range,
                                  std::endian order);

// Write the low bits of `value` to a range that lies within `bytes`, of at most
// 128 bits.
void write_bits(MutableBytes bytes, BitRange range, std::endian order,
                Wide value);

// Read the first 1, 2, 4 or 8 bytes of `bytes`, which has them, as an unsigned
// number; zero for any other size.
[[nodiscard]] std::uint64_t read_unsigned(ByteView bytes, std::uint32_t size,
                                          std::endian order);

// Return the number whose two's complement is the low `bits` (1 to 64) of
// `value`.
[[nodiscard]] std::int64_t sign_extend(std::uint64_t value, std::uint32_t bits);

}  // namespace skep::btf
