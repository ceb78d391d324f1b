#include "src/btf/print_scalar.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string_view>

#include "src/btf/parts.h"

namespace skep::btf {
namespace {

// Long enough for any scalar, so that it stays on the stack.
using Text = fmt::basic_memory_buffer<char, 64>;

std::string_view view(const Text& text) { return {text.data(), text.size()}; }

bool is_plain_size(std::uint32_t size) {
  return size == 1 || size == 2 || size == 4 || size == 8;
}

// Read a number of `size` bytes; in place of one that can't be read, write what
// stands for it.
std::optional<std::uint64_t> read_number(const Output& out, ByteView bytes,
                                         std::uint32_t size) {
  if (!is_plain_size(size)) {
    out.json.value(unsupported_kind);
    return std::nullopt;
  }
  if (size > bytes.size()) {
    out.json.null();
    return std::nullopt;
  }
  return read_unsigned(bytes, size, out.order);
}

void append_hex(Text& text, Wide number) {
  auto end = std::back_inserter(text);
  if (number.high != 0)
    fmt::format_to(end, "0x{:x}{:016x}", number.high, number.low);
  else
    fmt::format_to(end, "0x{:x}", number.low);
}

bool is_printable(char c) { return c >= 0x20 && c < 0x7f; }

// Write an unprintable one by its number, as bpftool does: even a line feed.
void print_char(const Output& out, char c) {
  if (is_printable(c)) return out.json.value(std::string_view{&c, 1});
  const auto number = static_cast<unsigned char>(c);
  Text text;
  auto end = std::back_inserter(text);
  if (out.options.dialect == Dialect::plain)
    fmt::format_to(end, "0x{:x}", number);
  else
    fmt::format_to(end, R"("\u{:04x}")", number);
  out.json.raw(view(text));
}

BitRange bits_of(const Value& integer) {
  return {integer.bit_offset + btf_int_offset(integer.type),
          btf_int_bits(integer.type)};
}

// Do the bits make a number that begins and ends with a byte?
bool is_whole(BitRange range) {
  return range.offset == 0 && range.size % 8 == 0 &&
         is_plain_size(range.size / 8);
}

bool is_character(const Value& integer, std::uint32_t size) {
  return size == 1 && (btf_int_encoding(integer.type) & BTF_INT_CHAR) != 0;
}

std::optional<PlainNumber> plain_int(const Value& value) {
  const BitRange range = bits_of(value);
  const std::uint32_t size = range.size / 8;
  const std::uint8_t encoding = btf_int_encoding(value.type);
  if (!is_whole(range) || (encoding & BTF_INT_BOOL) != 0 ||
      is_character(value, size))
    return std::nullopt;
  return PlainNumber{size, (encoding & BTF_INT_SIGNED) != 0};
}

// Return the text of printable ASCII before the first NUL, bpftool's idea of
// text.
std::optional<std::string_view> text_before_nul(std::string_view bytes) {
  const auto end = std::find_if_not(bytes.begin(), bytes.end(), is_printable);
  if (end == bytes.end() || *end != '\0') return std::nullopt;
  return std::string_view{bytes.begin(), end};
}

void print_number(const Output& out, std::uint64_t number, std::uint32_t size,
                  bool is_signed) {
  if (is_signed)
    out.json.value(sign_extend(number, size * 8));
  else
    out.json.value(number);
}

template <typename AnyEnumerator>
void print_enumerator(const Output& out, const Value& value,
                      std::span<const AnyEnumerator> enumerators) {
  const std::uint32_t size = value.type->size;
  const auto number = read_number(out, value.bytes, size);
  if (!number) return;
  // Compared at the size of the enum: BTF extends the sign of all enumerators,
  // and only clang 15 and later tell unsigned enums from signed ones.
  const std::uint64_t mask = ~std::uint64_t{0} >> (64 - size * 8);
  for (const AnyEnumerator& enumerator : enumerators) {
    if ((value_of(enumerator) & mask) == *number)
      return out.json.value(out.btf.name(enumerator.name_off));
  }
  print_number(out, *number, size, btf_kflag(value.type));
}

bool is_function(const BtfView& btf, TypeId id) {
  const btf_type* type = btf.resolve(id);
  return type != nullptr && btf_is_func_proto(type);
}

void print_address(const Output& out, std::uint64_t address) {
  if (out.options.dialect == Dialect::json) return out.json.value(address);
  if (address == 0) return out.json.value("(nil)");
  Text text;
  append_hex(text, {.low = address});
  out.json.value(view(text));
}

template <typename Float, typename Number>
void print_float_as(const Output& out, std::uint64_t number) {
  const auto value = std::bit_cast<Float>(static_cast<Number>(number));
  if (!std::isfinite(value) && out.options.dialect == Dialect::json)
    return out.json.null();
  Text text;
  fmt::format_to(std::back_inserter(text), "{}", value);
  out.json.raw(view(text));
}

// Write the bits of a half or of a long double, whose format BTF does not tell.
void print_float_bits(const Output& out, const Value& value) {
  const BitRange range{0, value.type->size * 8};
  if (!contains(value.bytes, range)) return out.json.null();
  Text text;
  append_hex(text, read_wide_bits(value.bytes, range, out.order));
  out.json.value(view(text));
}

}  // namespace

void print_bitfield(const Output& out, ByteView bytes, BitRange range) {
  if (range.size > 128) return out.json.value(unsupported_kind);
  if (!contains(bytes, range)) return out.json.null();
  Text text;
  append_hex(text, read_wide_bits(bytes, range, out.order));
  if (out.options.dialect == Dialect::plain)
    out.json.raw(view(text));
  else
    out.json.value(view(text));
}

void print_int(const Output& out, const Value& value) {
  const BitRange range = bits_of(value);
  if (!is_whole(range)) return print_bitfield(out, value.bytes, range);
  const std::uint32_t size = range.size / 8;
  const auto number = read_number(out, value.bytes, size);
  if (!number) return;
  const std::uint8_t encoding = btf_int_encoding(value.type);
  if ((encoding & BTF_INT_BOOL) != 0)
    out.json.value(*number != 0);
  else if (is_character(value, size))
    print_char(out, static_cast<char>(*number));
  else
    print_number(out, *number, size, (encoding & BTF_INT_SIGNED) != 0);
}

void print_characters(const Output& out, const Value& value) {
  const Array& array = array_of(*value.type);
  const ByteView bytes = value.bytes.first(
      std::min<std::size_t>(array.nelems, value.bytes.size()));
  if (const auto text = text_before_nul(text_of(bytes)))
    return out.json.value(*text);
  const btf_type* const character = out.btf.resolve(array.type);
  out.json.begin_array();
  for (std::size_t i = 0; i < bytes.size(); ++i)
    print_int(out, {.type = character, .bytes = bytes.subspan(i)});
  // One null says it when the data ends early.
  if (bytes.size() < array.nelems) out.json.null();
  out.json.end_array();
}

std::optional<PlainNumber> plain_number(const Output& out, const Value& value) {
  std::optional<PlainNumber> plain;
  if (btf_is_int(value.type))
    plain = plain_int(value);
  else if (btf_is_ptr(value.type) && out.options.dialect == Dialect::json &&
           !out.options.function_pointer)
    plain = PlainNumber{out.btf.pointer_size(), false};
  if (out.order != std::endian::native ||
      (plain && plain->size > value.bytes.size()))
    return std::nullopt;
  return plain;
}

void print_enum(const Output& out, const Value& value) {
  print_enumerator(out, value, enumerators_of(*value.type));
}

void print_enum64(const Output& out, const Value& value) {
  print_enumerator(out, value, enumerators64_of(*value.type));
}

void print_pointer(const Output& out, const Value& value) {
  const auto address = read_number(out, value.bytes, out.btf.pointer_size());
  if (!address) return;
  const auto& function_pointer = out.options.function_pointer;
  if (function_pointer && is_function(out.btf, value.type->type))
    out.json.value(function_pointer(
        out.btf.skip_modifiers_and_typedefs(value.type->type), *address));
  else
    print_address(out, *address);
}

void print_float(const Output& out, const Value& value) {
  const std::uint32_t size = value.type->size;
  if (size != 4 && size != 8) {
    if (size > 16) return out.json.value(unsupported_kind);
    return print_float_bits(out, value);
  }
  const auto number = read_number(out, value.bytes, size);
  if (!number) return;
  if (size == 4)
    print_float_as<float, std::uint32_t>(out, *number);
  else
    print_float_as<double, std::uint64_t>(out, *number);
}

}  // namespace skep::btf
