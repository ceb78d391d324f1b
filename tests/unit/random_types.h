// Types that nobody would think of, and values of them that their text tells
// whole.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "src/btf/parts.h"
#include "tests/unit/btf_fixture.h"

namespace skep::btf {

class RandomTypes {
 public:
  using Engine = std::mt19937;

  struct Made {
    TypeId id;
    std::uint32_t size;
    std::uint32_t alignment;
  };

  explicit RandomTypes(Engine& engine) : engine_(engine) {}

  [[nodiscard]] const TestBtf& btf() const { return btf_; }
  [[nodiscard]] TestBtf& btf() { return btf_; }

  // Make a type with parts that are nested up to `depth` levels.
  Made make(unsigned depth) {
    switch (depth == 0 ? below(6) : below(9)) {
      case 0:
        return floating();
      case 1:
        return boolean();
      case 2:
        return enumeration();
      case 3:
        return text();
      case 4:
      case 5:
        return integer();
      case 6:
        return array(depth - 1);
      case 7:
        return views();
      default:
        return structure(depth - 1);
    }
  }

  Made structure(unsigned depth) {
    std::vector<Made> parts;
    for (std::uint32_t i = 0, count = 1 + below(4); i < count; ++i)
      parts.push_back(make(depth));
    Made made{0, 0, 1};
    std::vector<std::uint32_t> offsets;
    for (const Made& part : parts) {
      offsets.push_back(round_up(made.size, part.alignment));
      made.size = offsets.back() + part.size;
      made.alignment = std::max(made.alignment, part.alignment);
    }
    made.size = round_up(made.size, made.alignment);
    made.id = btf_.structure(name().c_str(), made.size, {});
    for (std::size_t i = 0; i < parts.size(); ++i)
      add_field(parts[i].id, offsets[i] * 8, 0);
    return made;
  }

  // Return a value that is the same after it was printed and read: gaps are
  // zero, and so is what follows the end of text.
  Bytes value(const Made& type) {
    Bytes bytes(type.size);
    fill(type.id, bytes);
    return bytes;
  }

  std::uint32_t below(std::uint32_t end) {
    return std::uniform_int_distribution<std::uint32_t>{0, end - 1}(engine_);
  }

 private:
  static std::uint32_t round_up(std::uint32_t size, std::uint32_t to) {
    return (size + to - 1) / to * to;
  }
  std::string name() { return "m" + std::to_string(++names_); }

  void add_field(TypeId type, std::uint32_t bit, std::uint32_t bits) {
    REQUIRE(btf__add_field(btf_.get_mutable(), name().c_str(), int(type), bit,
                           bits) == 0);
  }

  Made integer() {
    const std::uint32_t size = 1U << below(4);
    const int encoding = below(2) == 0 ? BTF_INT_SIGNED : 0;
    return {btf_.integer(name().c_str(), size, encoding), size, size};
  }
  Made floating() {
    const std::uint32_t size = below(2) == 0 ? 4 : 8;
    return {btf_.floating(name().c_str(), size), size, size};
  }
  Made boolean() {
    return {btf_.integer(name().c_str(), 1, BTF_INT_BOOL), 1, 1};
  }
  Made enumeration() {
    const std::string one = name();
    const std::string two = name();
    return {btf_.enumeration(name().c_str(), 4,
                             {{one.c_str(), 1}, {two.c_str(), 2}}),
            4, 4};
  }
  Made text() {
    const std::uint32_t size = 1 + below(16);
    const TypeId character = btf_.integer("char", 1, BTF_INT_SIGNED);
    return {btf_.array(character, size), size, 1};
  }
  Made array(unsigned depth) {
    const Made element = make(depth);
    const std::uint32_t count = 1 + below(3);
    return {btf_.array(element.id, count), element.size * count,
            element.alignment};
  }
  // A number, as several members of a union and a struct of bitfields see it.
  Made views() {
    const TypeId u32 = btf_.integer(name().c_str(), 4);
    const TypeId bytes = btf_.array(btf_.integer(name().c_str(), 1), 4);
    const TypeId bits = btf_.structure(name().c_str(), 4, {});
    add_field(u32, 0, 3);
    add_field(u32, 3, 29);
    const TypeId all = btf_.combination(name().c_str(), 4, {});
    for (const TypeId view : {u32, bytes, bits}) add_field(view, 0, 0);
    return {all, 4, 4};
  }

  void fill(TypeId id, MutableBytes bytes) {
    const btf_type& type = *btf_.resolve(id);
    if (btf_is_struct(&type)) return fill_members(type, bytes);
    if (btf_is_array(&type)) return fill_array(array_of(type), bytes);
    if (btf_is_float(&type)) return fill_float(bytes);
    const bool is_bool =
        btf_is_int(&type) && (btf_int_encoding(&type) & BTF_INT_BOOL) != 0;
    for (Byte& byte : bytes)
      byte = static_cast<Byte>(is_bool ? below(2) : below(256));
    // An enumerator, now and then.
    if (btf_is_enum(&type) && below(2) == 0)
      std::fill(bytes.begin(), bytes.end(), Byte{0}), bytes[0] = 1;
  }
  void fill_members(const btf_type& type, MutableBytes bytes) {
    for (std::uint32_t i = 0; i < btf_vlen(&type); ++i) {
      const Member member = member_of(type, i);
      fill(member.type, bytes.subspan(member.bit_offset / 8,
                                      *btf_.resolve_size(member.type)));
    }
  }
  void fill_array(const Array& array, MutableBytes bytes) {
    if (btf_.is_char(array.type)) return fill_text(bytes);
    const std::size_t size = *btf_.resolve_size(array.type);
    for (std::uint32_t i = 0; i < array.nelems; ++i)
      fill(array.type, bytes.subspan(i * size, size));
  }
  // Text, or bytes that are none from the first one on.
  void fill_text(MutableBytes bytes) {
    const bool is_text = below(2) == 0;
    const std::size_t length =
        is_text ? below(static_cast<std::uint32_t>(bytes.size()) + 1)
                : bytes.size();
    for (std::size_t i = 0; i < length; ++i)
      bytes[i] = static_cast<Byte>(is_text ? ' ' + below(95) : below(256));
    if (!is_text) bytes[0] = 0xff;
  }
  void fill_float(MutableBytes bytes) {
    const double number = below(1000) / 8.0 - 50;
    const auto single = static_cast<float>(number);
    const ByteView from =
        bytes.size() == 4 ? bytes_of(single) : bytes_of(number);
    std::copy(from.begin(), from.end(), bytes.begin());
  }

  Engine& engine_;
  TestBtf btf_{};
  unsigned names_ = 0;
};

}  // namespace skep::btf
