// Relocations as compilers write them, and as nobody should.
#include <doctest/doctest.h>

#include <initializer_list>

#include "src/btf/core_relocation.h"
#include "src/sys/error.h"

namespace skep::btf {
namespace {

// A section .BTF.ext, number by number.
Bytes section(std::endian order, std::initializer_list<std::uint32_t> body,
              std::uint32_t size, std::uint32_t start = 0) {
  std::vector<std::uint32_t> words{32, 0, 0, 0, 0, start, size};
  words.insert(words.end(), body);
  Bytes bytes{0x9f, 0xeb, 1, 0};
  if (order == std::endian::big) bytes = {0xeb, 0x9f, 1, 0};
  for (const std::uint32_t word : words)
    for (unsigned i = 0; i < 4; ++i)
      bytes.push_back(static_cast<Byte>(
          word >> 8 * (order == std::endian::big ? 3 - i : i)));
  return bytes;
}

// One relocation in the section called by string 1, two in that of string 2.
Bytes some_relocations(std::endian order = std::endian::native) {
  return section(order,
                 {16,                                     // of a relocation
                  1, 1, 8, 5, 30, BPF_CORE_FIELD_EXISTS,  //
                  2, 2, 0, 6, 31, BPF_CORE_TYPE_SIZE,     //
                  24, 7, 32, BPF_CORE_ENUMVAL_VALUE},
                 68);
}

bool is_malformed(const Bytes& bytes) {
  try {
    static_cast<void>(read_core_relocations(bytes));
    return false;
  } catch (const Error&) {
    return true;
  }
}

}  // namespace

TEST_CASE("relocations of either byte order are read") {
  for (const std::endian order : {std::endian::little, std::endian::big}) {
    const auto found = read_core_relocations(some_relocations(order));
    REQUIRE(found.size() == 3);
    CHECK(found[0].kind == BPF_CORE_FIELD_EXISTS);
    CHECK(found[0].type == 5);
    CHECK(found[0].access == 30);
    CHECK(found[0].section == 1);
    CHECK(found[0].instruction == 8);
    CHECK(found[2].kind == BPF_CORE_ENUMVAL_VALUE);
    CHECK(found[2].section == 2);
    CHECK(found[2].instruction == 24);
  }
}

TEST_CASE("a section without relocations has none") {
  CHECK(read_core_relocations(section(std::endian::native, {}, 0)).empty());
  Bytes older = section(std::endian::native, {}, 0);
  older.resize(24);
  older[4] = 24;
  CHECK(read_core_relocations(older).empty());
}

TEST_CASE("what a later compiler adds to a relocation is skipped") {
  const auto found = read_core_relocations(
      section(std::endian::native,
              {20, 1, 2, 8, 5, 30, BPF_CORE_FIELD_EXISTS, 99,  //
               16, 6, 31, BPF_CORE_TYPE_SIZE, 99},
              52));
  REQUIRE(found.size() == 2);
  CHECK(found[1].type == 6);
}

TEST_CASE("relocations that are cut anywhere are malformed") {
  const Bytes whole = some_relocations();
  REQUIRE_FALSE(is_malformed(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK(is_malformed({whole.begin(), whole.begin() + std::ptrdiff_t(size)}));
  }
}

TEST_CASE("relocations that lie about their size are malformed") {
  constexpr auto order = std::endian::native;
  CHECK(is_malformed(section(order, {16, 1, 0xffffffff, 8, 5, 30, 2}, 28)));
  CHECK(is_malformed(section(order, {8, 1, 1, 8, 5, 30, 2}, 28)));
  CHECK(is_malformed(section(order, {0xffffffff, 1, 1, 8, 5, 30, 2}, 28)));
  CHECK(is_malformed(section(order, {16, 1}, 8)));
  CHECK(is_malformed(section(order, {16}, 0xffffffff)));
  CHECK(is_malformed(section(order, {16}, 8, 0xfffffffc)));
  Bytes unknown = some_relocations();
  unknown[2] = 2;
  CHECK(is_malformed(unknown));
  unknown = some_relocations();
  unknown[0] = 0;
  CHECK(is_malformed(unknown));
}

TEST_CASE("relocations of each kind have a topic") {
  CHECK(topic_of(BPF_CORE_FIELD_RSHIFT_U64) == CoreTopic::field);
  CHECK(topic_of(BPF_CORE_TYPE_MATCHES) == CoreTopic::type);
  CHECK(topic_of(BPF_CORE_ENUMVAL_EXISTS) == CoreTopic::enumerator);
  CHECK_FALSE(topic_of(13).has_value());
  CHECK_FALSE(topic_of(0xffffffff).has_value());
}

}  // namespace skep::btf
