#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include "src/output/decimal.h"

namespace skep {
namespace {

template <typename T>
std::string written(T number) {
  std::array<char, decimal_room> text{};
  return {text.data(), write_decimal(text.data(), number)};
}

template <typename T>
void check_limits() {
  for (const T number :
       {std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), T{0},
        T{1}, T{9}, T{10}, T{99}, T{100}})
    CHECK(written(number) == std::to_string(number));
}

TEST_CASE("the least and the largest of each type are written") {
  check_limits<std::int8_t>();
  check_limits<std::uint8_t>();
  check_limits<std::int16_t>();
  check_limits<std::uint16_t>();
  check_limits<std::int32_t>();
  check_limits<std::uint32_t>();
  check_limits<std::int64_t>();
  check_limits<std::uint64_t>();
  CHECK(written(std::int8_t{-7}) == "-7");
}

TEST_CASE("numbers with more digits and fewer are written") {
  std::uint64_t power = 1;
  for (int digits = 1; digits <= 20; ++digits, power *= 10) {
    CHECK(written(power - 1) == std::to_string(power - 1));
    CHECK(written(power) == std::to_string(power));
    CHECK(written(power + 1) == std::to_string(power + 1));
    CHECK(written(-static_cast<std::int64_t>(power)) ==
          std::to_string(-static_cast<std::int64_t>(power)));
    CHECK(written(power * 7 + 6) == std::to_string(power * 7 + 6));
  }
}

TEST_CASE("random numbers of all lengths are written") {
  std::mt19937_64 random{7};
  for (int i = 0; i < 100'000; ++i) {
    const std::uint64_t number = random() >> (random() % 64);
    REQUIRE(written(number) == std::to_string(number));
    REQUIRE(written(static_cast<std::int64_t>(number)) ==
            std::to_string(static_cast<std::int64_t>(number)));
  }
}

TEST_CASE("all numbers of four digits are written") {
  for (std::uint32_t number = 0; number < 10'000; ++number) {
    REQUIRE(written(number) == std::to_string(number));
    REQUIRE(written(number * 10'000) == std::to_string(number * 10'000));
  }
}

}  // namespace
}  // namespace skep
