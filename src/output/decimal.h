// Integers as decimal text, four digits at a time: dumps of large maps spend
// most of their own time here.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace skep {

// So much room write_decimal() needs: "-9223372036854775808", and what it may
// write behind that.
inline constexpr std::size_t decimal_room = 24;

namespace detail {

// The digits of all numbers below 10,000.
inline constexpr auto four_digits = [] {
  std::array<char, 40'000> digits{};
  std::size_t at = 0;
  for (char a = '0'; a <= '9'; ++a)
    for (char b = '0'; b <= '9'; ++b)
      for (char c = '0'; c <= '9'; ++c)
        for (char d = '0'; d <= '9'; ++d)
          for (const char digit : {a, b, c, d}) digits[at++] = digit;
  return digits;
}();

// Write a number below 10,000: all four digits, or those behind leading zeros.
// A branch for each length would often be guessed wrong.
inline char* write_four(char* to, std::uint32_t number) {
  std::memcpy(to, &four_digits[std::size_t{4} * number], 4);
  return to + 4;
}
inline char* write_up_to_four(char* to, std::uint32_t number) {
  const std::size_t size =
      std::size_t{1} + (number >= 10) + (number >= 100) + (number >= 1000);
  std::memcpy(to, &four_digits[std::size_t{4} * number + 4 - size], 4);
  return to + size;
}

// Write all eight digits of a number below 10^8.
inline char* write_eight(char* to, std::uint32_t number) {
  return write_four(write_four(to, number / 10'000), number % 10'000);
}

inline char* write_32(char* to, std::uint32_t number) {
  if (number < 10'000) return write_up_to_four(to, number);
  const std::uint32_t high = number / 10'000;
  to = high < 10'000
           ? write_up_to_four(to, high)
           : write_four(write_up_to_four(to, high / 10'000), high % 10'000);
  return write_four(to, number % 10'000);
}

inline char* write_64(char* to, std::uint64_t number) {
  constexpr std::uint64_t ten_to_8 = 100'000'000;
  const auto low = [](std::uint64_t part) {
    return static_cast<std::uint32_t>(part);
  };
  if (number >> 32U == 0) return write_32(to, low(number));
  const std::uint64_t high = number / ten_to_8;
  to = high >> 32U == 0 ? write_32(to, low(high))
                        : write_eight(write_32(to, low(high / ten_to_8)),
                                      low(high % ten_to_8));
  return write_eight(to, low(number % ten_to_8));
}

}  // namespace detail

// Write a number; return where its text ends. There are decimal_room bytes.
template <std::integral T>
char* write_decimal(char* to, T number) {
  auto size = static_cast<std::make_unsigned_t<T>>(number);
  if constexpr (std::is_signed_v<T>) {
    if (number < 0) {
      *to++ = '-';
      size = static_cast<std::make_unsigned_t<T>>(0 - size);
    }
  }
  if constexpr (sizeof(T) <= sizeof(std::uint32_t))
    return detail::write_32(to, size);
  else
    return detail::write_64(to, size);
}

}  // namespace skep
