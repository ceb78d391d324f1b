#include "src/map/column.h"

#include <cstring>

namespace skep::map {
namespace {

bool lies_within(const Column& column, ByteView part) {
  return column.byte <= part.size() &&
         btf::contains(part.subspan(column.byte), column.bits);
}

bool is_whole_bytes(const btf::BitRange& bits) {
  return bits.offset == 0 && bits.size % 8 == 0 && is_plain_size(bits.size / 8);
}

std::uint64_t low_mask(std::uint32_t bits) {
  if (bits == 0) return 0;
  return bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
}

}  // namespace

bool is_plain_size(std::size_t size) {
  return size == 1 || size == 2 || size == 4 || size == 8;
}

btf::Wide in_range_of(const Column& column, btf::Wide number) {
  const std::uint32_t bits = column.bits.size;
  const std::uint64_t low_bits = low_mask(bits);
  const std::uint64_t high_bits = bits > 64 ? low_mask(bits - 64) : 0;
  const std::uint64_t top =
      bits > 64 ? number.high >> (bits - 65) : number.low >> (bits - 1);
  if (column.is_signed && (top & 1U) != 0)
    return {.high = number.high | ~high_bits, .low = number.low | ~low_bits};
  return {.high = number.high & high_bits, .low = number.low & low_bits};
}

std::optional<btf::Wide> read_number(const Column& column, ByteView part) {
  if (!lies_within(column, part)) return std::nullopt;
  const ByteView bytes = part.subspan(column.byte);
  if (is_whole_bytes(column.bits))
    return in_range_of(
        column,
        {.low = btf::read_unsigned(bytes, column.bits.size / 8, column.order)});
  return in_range_of(column,
                     btf::read_wide_bits(bytes, column.bits, column.order));
}

std::optional<double> read_real(const Column& column, ByteView part) {
  const auto bits = read_number(column, part);
  if (!bits) return std::nullopt;
  if (column.bits.size == 32)
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits->low));
  return std::bit_cast<double>(bits->low);
}

std::optional<std::string_view> read_text(const Column& column, ByteView part) {
  if (column.byte >= part.size()) return std::nullopt;
  const std::string_view text =
      text_of(part.subspan(column.byte)).substr(0, column.size);
  return text.substr(0, text.find('\0'));
}

std::optional<ByteView> read_bytes(const Column& column, ByteView part) {
  if (column.byte > part.size() || column.size > part.size() - column.byte)
    return std::nullopt;
  return part.subspan(column.byte, column.size);
}

std::pair<std::uint64_t, std::uint64_t> sort_key(const Column& column,
                                                 btf::Wide number) {
  const std::uint64_t sign = column.is_signed ? std::uint64_t{1} << 63U : 0;
  return {number.high ^ sign, number.low};
}

void write_number(const Column& column, MutableBytes part, btf::Wide number) {
  const MutableBytes bytes = part.subspan(column.byte);
  constexpr auto little = std::endian::little;
  if (is_whole_bytes(column.bits) && column.order == little &&
      std::endian::native == little)
    std::memcpy(bytes.data(), &number.low, column.bits.size / 8);
  else
    btf::write_bits(bytes, column.bits, column.order, number);
}

}  // namespace skep::map
