#include <doctest/doctest.h>

#include "src/map/value_layout.h"

using namespace skep;

namespace {

Bytes counting(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<Byte>(i + 1);
  return bytes;
}

Bytes copy_of(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

}  // namespace

TEST_CASE("a value that all CPUs share lies as it is") {
  const map::ValueLayout layout{5, {}};
  CHECK_FALSE(layout.is_per_cpu());
  CHECK(layout.total_size() == 5);
  const Bytes value = counting(5);
  CHECK(layout.replicate(value) == value);
  CHECK(copy_of(layout.value_at(value, 0)) == value);
}

TEST_CASE("values of CPUs begin at multiples of 8 bytes") {
  struct Case {
    std::uint32_t size;
    std::size_t stride;
  };
  for (const auto [size, stride] :
       {Case{1, 8}, Case{3, 8}, Case{4, 8}, Case{7, 8}, Case{8, 8}, Case{9, 16},
        Case{12, 16}, Case{16, 16}, Case{17, 24}}) {
    CAPTURE(size);
    const map::ValueLayout layout{size, {0, 3, 4}};
    CHECK(layout.total_size() == 3 * stride);
    const Bytes value = counting(size);
    const Bytes values = layout.replicate(value);
    REQUIRE(values.size() == 3 * stride);
    for (std::size_t place = 0; place < 3; ++place) {
      CHECK(copy_of(layout.value_at(values, place)) == value);
      for (std::size_t i = size; i < stride; ++i)
        CHECK(values[place * stride + i] == 0);
    }
  }
}

TEST_CASE("each CPU can have a value of its own") {
  const map::ValueLayout layout{3, {0, 3}};
  Bytes values = layout.lay_out({{1, 2, 3}, {4, 5, 6}});
  CHECK(values == Bytes{1, 2, 3, 0, 0, 0, 0, 0, 4, 5, 6, 0, 0, 0, 0, 0});
  layout.value_at(MutableBytes{values}, 1)[0] = 7;
  CHECK(values == Bytes{1, 2, 3, 0, 0, 0, 0, 0, 7, 5, 6, 0, 0, 0, 0, 0});
}

TEST_CASE("CPUs keep their ids when some are missing") {
  const map::ValueLayout layout{4, {0, 3, 7}};
  CHECK(layout.cpus() == std::vector<std::uint32_t>{0, 3, 7});
}

TEST_CASE("a map without values has none to lay out") {
  const map::ValueLayout layout{0, {0, 1}};
  CHECK(layout.total_size() == 0);
  CHECK(layout.replicate({}).empty());
}
