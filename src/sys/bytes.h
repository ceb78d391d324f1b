// Raw bytes: keys, values, object files.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace skep {

using Byte = std::uint8_t;
using Bytes = std::vector<Byte>;
using ByteView = std::span<const Byte>;
using MutableBytes = std::span<Byte>;

// View the bytes of a trivially copyable value.
template <typename T>
  requires std::is_trivially_copyable_v<T>
[[nodiscard]] ByteView bytes_of(const T& value) {
  return {reinterpret_cast<const Byte*>(&value), sizeof(T)};
}

[[nodiscard]] inline ByteView bytes_of(std::string_view text) {
  return {reinterpret_cast<const Byte*>(text.data()), text.size()};
}

[[nodiscard]] inline std::string_view text_of(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Copy a value out of the first bytes of `bytes`; the missing ones are zero.
template <typename T>
  requires std::is_trivially_copyable_v<T>
[[nodiscard]] T load_as(ByteView bytes) {
  T value{};
  // An empty view may point nowhere.
  if (!bytes.empty())
    std::memcpy(static_cast<void*>(&value), bytes.data(),
                std::min(sizeof(T), bytes.size()));
  return value;
}

// Return a structure of the kernel's with all bits zero. `T{}` promises that
// for the first member of a union alone, and clang leaves the others as they
// are, where the kernel refuses what it does not know unless it is zero.
template <typename T>
  requires std::is_trivially_copyable_v<T>
[[nodiscard]] T zeroed() {
  T value;
  std::memset(&value, 0, sizeof value);
  return value;
}

}  // namespace skep
