#include "src/btf/value_edits.h"

#include <algorithm>
#include <cstdint>

#include "src/btf/bits.h"
#include "src/btf/encode.h"
#include "src/btf/parts.h"
#include "src/btf/places.h"
#include "src/sys/error.h"

namespace skep::btf {
namespace {

// How many bytes a part takes, counted from its first one; 0: none.
std::uint32_t room_of(const BtfView& btf, const Target& part) {
  if (part.bitfield_size != 0) return (part.bit + part.bitfield_size + 7) / 8;
  return btf.resolve_size(part.type).value_or(0);
}

Target at_start(Target part) {
  part.byte = 0;
  return part;
}

bool is_text(const BtfView& btf, TypeId id) {
  const btf_type* type = btf.resolve(id);
  return type != nullptr && btf_is_array(type) &&
         btf.is_char(array_of(*type).type);
}

Bytes padded(const BtfView& btf, const Target& part, ByteView bytes) {
  const std::uint32_t room = room_of(btf, part);
  const bool fits =
      bytes.size() == room || (bytes.size() < room && is_text(btf, part.type));
  if (part.bitfield_size != 0) throw usage_error("a bitfield takes no file");
  if (!fits)
    throw usage_error("the file has {} bytes, not {}", bytes.size(), room);
  Bytes whole{bytes.begin(), bytes.end()};
  whole.resize(room);
  return whole;
}

// The bits of a part that is a bitfield, in bytes that begin where it does.
BitRange bits_of(const Target& part) { return {part.bit, part.bitfield_size}; }

}  // namespace

bool ValueEdits::is_given(const Target& part) const {
  const std::size_t room = room_of(btf_, part);
  if (part.byte > given_.size() || room > given_.size() - part.byte)
    return false;
  const ByteView given = ByteView{given_}.subspan(part.byte, room);
  if (part.bitfield_size != 0) {
    const Wide bits = read_wide_bits(given, bits_of(part), btf_.byte_order());
    return (bits.low | bits.high) != 0;
  }
  return std::any_of(given.begin(), given.end(),
                     [](Byte byte) { return byte != 0; });
}

void ValueEdits::check_place(const Target& part) const {
  const std::size_t room = room_of(btf_, part);
  if (room == 0) throw failure("it has a type without a size");
  if (part.byte > bytes_.size() || room > bytes_.size() - part.byte)
    throw failure("it reaches beyond the {} bytes of its section",
                  bytes_.size());
  if (is_given(part)) throw usage_error("it is set twice");
}

void ValueEdits::write(const Target& part, ByteView value) {
  const MutableBytes bytes =
      MutableBytes{bytes_}.subspan(part.byte, value.size());
  const MutableBytes given =
      MutableBytes{given_}.subspan(part.byte, value.size());
  if (part.bitfield_size == 0) {
    std::ranges::copy(value, bytes.begin());
    std::ranges::fill(given, Byte{0xff});
    return;
  }
  const std::endian order = btf_.byte_order();
  write_bits(bytes, bits_of(part), order,
             read_wide_bits(value, bits_of(part), order));
  write_bits(given, bits_of(part), order,
             {.high = ~std::uint64_t{0}, .low = ~std::uint64_t{0}});
}

template <typename Encode>
void ValueEdits::assign_each(const Target& whole, std::string_view path,
                             Encode encode) {
  Bytes value;
  visit_places(btf_, whole, path, [&](const Target& part) {
    check_place(part);
    if (value.empty()) value = encode(part);
    write(part, value);
  });
}

void ValueEdits::assign(const Target& whole, std::string_view path,
                        const Literal& literal) {
  assign_each(whole, path, [&](const Target& part) {
    return encode(btf_, at_start(part), room_of(btf_, part), literal);
  });
}

void ValueEdits::assign(const Target& whole, std::string_view path,
                        ByteView bytes) {
  assign_each(whole, path,
              [&](const Target& part) { return padded(btf_, part, bytes); });
}

}  // namespace skep::btf
