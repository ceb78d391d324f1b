// Numbers in an ELF file, which may be of the other byte order.
#pragma once

#include <algorithm>
#include <cstddef>

#include "src/object/elf_check.h"
#include "src/sys/bytes.h"

namespace skep {

// Read a number at `offset`, which lies inside of `elf`.
template <typename T>
[[nodiscard]] T load_number(ByteView elf, std::size_t offset) {
  const ByteView place = elf.subspan(offset, sizeof(T));
  Bytes number{place.begin(), place.end()};
  if (!has_host_byte_order(elf)) std::reverse(number.begin(), number.end());
  return load_as<T>(number);
}

// Write a number at `offset`, which lies inside of `elf`.
template <typename T>
void store_number(MutableBytes elf, std::size_t offset, T number) {
  const ByteView bytes = bytes_of(number);
  const MutableBytes place = elf.subspan(offset, sizeof(T));
  std::copy(bytes.begin(), bytes.end(), place.begin());
  if (!has_host_byte_order(elf)) std::reverse(place.begin(), place.end());
}

}  // namespace skep
