#include "src/btf/encode_scalar.h"

#include <bpf/btf.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "src/btf/address.h"
#include "src/btf/parts.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::btf {
namespace {

// A whole number as it is written.
struct Number {
  Wide magnitude;
  bool is_negative = false;
  bool is_hex = false;
};

std::optional<Wide> parse_hex(std::string_view digits) {
  const std::size_t low_size = std::min<std::size_t>(digits.size(), 16);
  const std::string_view high = digits.substr(0, digits.size() - low_size);
  const auto low_bits = parse_unsigned(digits.substr(high.size()), 16);
  const auto high_bits =
      high.empty() ? std::uint64_t{0} : parse_unsigned(high, 16);
  if (!low_bits || !high_bits) return std::nullopt;
  return Wide{.high = *high_bits, .low = *low_bits};
}

std::optional<Number> parse_number(std::string_view word) {
  Number number;
  if (word.starts_with('-')) {
    number.is_negative = true;
    word.remove_prefix(1);
  }
  if (word.starts_with("0x") || word.starts_with("0X")) {
    number.is_hex = true;
    word.remove_prefix(2);
    if (word.starts_with("0x") || word.starts_with("0X")) return std::nullopt;
    const auto magnitude = parse_hex(word);
    if (magnitude) number.magnitude = *magnitude;
    return magnitude ? std::optional{number} : std::nullopt;
  }
  const auto magnitude = parse_unsigned(word);
  if (magnitude) number.magnitude.low = *magnitude;
  return magnitude ? std::optional{number} : std::nullopt;
}

std::uint64_t low_mask(std::uint32_t bits) {
  return bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
}

// Is the magnitude less than 2^bits?
bool fits(const Wide& magnitude, std::uint32_t bits) {
  if (bits >= 64)
    return (magnitude.high & ~low_mask(bits - 64)) == 0 || bits >= 128;
  return magnitude.high == 0 && (magnitude.low & ~low_mask(bits)) == 0;
}

// Is it 2^bits, the magnitude of the least number of bits + 1 bits?
bool is_power(const Wide& magnitude, std::uint32_t bits) {
  if (bits >= 64)
    return magnitude.low == 0 && magnitude.high == std::uint64_t{1}
                                                       << (bits - 64);
  return magnitude.high == 0 && magnitude.low == std::uint64_t{1} << bits;
}

bool is_in_range(const Number& number, std::uint32_t bits, bool is_signed) {
  const Wide& magnitude = number.magnitude;
  if (number.is_negative)
    return is_signed &&
           (fits(magnitude, bits - 1) || is_power(magnitude, bits - 1));
  return fits(magnitude, is_signed && !number.is_hex ? bits - 1 : bits);
}

Wide negated(Wide number) {
  number.low = ~number.low + 1;
  number.high = ~number.high + (number.low == 0 ? 1 : 0);
  return number;
}

std::string range_of(std::uint32_t bits, bool is_signed) {
  if (bits > 64) return fmt::format("numbers of {} bits", bits);
  const std::uint64_t most = low_mask(is_signed ? bits - 1 : bits);
  if (!is_signed) return fmt::format("0 to {}", most);
  return fmt::format("-{} to {}", most + 1, most);
}

std::string name_of(const BtfView& btf, const btf_type& type) {
  if (btf_is_ptr(&type)) return "a pointer";
  const std::string_view name = btf.name(type);
  return name.empty() ? "an unnamed type" : std::string{name};
}

Wide number_bits(const BtfView& btf, const btf_type& type, std::uint32_t bits,
                 bool is_signed, std::string_view word) {
  return integer_bits(
      {.bits = bits, .is_signed = is_signed, .type = name_of(btf, type)}, word);
}

Wide boolean_bits(std::string_view word) {
  if (word == "true" || word == "1") return {.low = 1};
  if (word == "false" || word == "0") return {};
  throw usage_error("expected true or false, not '{}'", word);
}

// Read one character. As values are printed, "7" is the character, 7 the number
// and "\u00ff" the byte ff.
std::optional<std::uint64_t> parse_char(const Literal& word) {
  const std::string& text = word.text;
  const auto byte = [&](std::size_t at) {
    return static_cast<unsigned char>(text[at]);
  };
  if (text.size() == 1 && (word.is_quoted || !parse_unsigned(text)))
    return byte(0);
  if (text.size() == 2 && word.is_quoted && (byte(0) & 0xfcU) == 0xc0U)
    return (byte(0) & 0x3U) << 6U | (byte(1) & 0x3fU);
  return std::nullopt;
}

Wide int_bits(const BtfView& btf, const btf_type& type, std::uint32_t bits,
              const Literal& word) {
  const std::uint8_t encoding = btf_int_encoding(&type);
  if ((encoding & BTF_INT_BOOL) != 0 && bits == 8)
    return boolean_bits(word.text);
  if ((encoding & BTF_INT_CHAR) != 0 && bits == 8)
    if (const auto character = parse_char(word)) return {.low = *character};
  if (bits == 32 && !parse_number(word.text)) {
    const auto address = address_bytes(word.text);
    if (address && address->size() == 4)
      return {.low = read_unsigned(*address, 4, btf.byte_order())};
  }
  const bool is_signed = (encoding & BTF_INT_SIGNED) != 0;
  return number_bits(btf, type, bits, is_signed, word.text);
}

// Find what an enumerator's name stands for; nullopt if there is none of it.
// Errors: Error when there are several, which no compiler writes.
template <typename AnyEnumerator>
std::optional<std::uint64_t> find_enumerator(
    const BtfView& btf, const btf_type& type, std::string_view name,
    std::span<const AnyEnumerator> enumerators) {
  std::optional<std::uint64_t> value;
  for (const AnyEnumerator& enumerator : enumerators) {
    if (btf.name(enumerator.name_off) != name) continue;
    if (value.value_or(value_of(enumerator)) != value_of(enumerator))
      throw usage_error("'{}' has several values in enum {}", name,
                        name_of(btf, type));
    value = value_of(enumerator);
  }
  return value;
}

template <typename AnyEnumerator>
Wide enumerator_bits(const BtfView& btf, const btf_type& type,
                     std::uint32_t bits, std::string_view word,
                     std::span<const AnyEnumerator> enumerators) {
  if (const auto value = find_enumerator(btf, type, word, enumerators))
    return {.low = *value};
  if (!parse_number(word)) {
    std::vector<std::string> names;
    for (const AnyEnumerator& enumerator : enumerators)
      names.emplace_back(btf.name(enumerator.name_off));
    throw usage_error("enum {} has no '{}'", name_of(btf, type), word)
        .with_hint(did_you_mean(word, names));
  }
  // BTF of older compilers does not tell whether an enum has a sign.
  const bool is_signed = btf_kflag(&type) || word.starts_with('-');
  return number_bits(btf, type, bits, is_signed, word);
}

Wide pointer_bits(const BtfView& btf, const btf_type& type, std::uint32_t bits,
                  std::string_view word) {
  if (word == "(nil)") return {};
  return number_bits(btf, type, bits, false, word);
}

template <typename Float>
Float parse_float(std::string_view word) {
  Float number{};
  const char* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, number);
  if (error == std::errc::result_out_of_range)
    throw usage_error("{} is out of range: from {} to {}", word,
                      std::numeric_limits<Float>::lowest(),
                      std::numeric_limits<Float>::max());
  if (error != std::errc{} || stop != end)
    throw usage_error("'{}' is no number", word);
  return number;
}

Wide float_bits(const BtfView& btf, const btf_type& type, std::uint32_t bits,
                std::string_view word) {
  if (bits == 32)
    return {.low = std::bit_cast<std::uint32_t>(parse_float<float>(word))};
  if (bits == 64)
    return {.low = std::bit_cast<std::uint64_t>(parse_float<double>(word))};
  // BTF does not tell the format of halves and long doubles: bits it is.
  return number_bits(btf, type, bits, false, word);
}

}  // namespace

Wide integer_bits(const IntegerForm& form, std::string_view word) {
  const auto number = parse_number(word);
  const std::string range = range_of(form.bits, form.is_signed);
  if (!number) throw usage_error("'{}' is no number: {}", word, range);
  if (!is_in_range(*number, form.bits, form.is_signed))
    throw usage_error("{} is out of range: {}{}{}", word, form.type,
                      form.type.empty() ? "" : " takes ", range);
  return number->is_negative ? negated(number->magnitude) : number->magnitude;
}

Wide scalar_bits(const BtfView& btf, const btf_type& type, std::uint32_t bits,
                 const Literal& word) {
  switch (btf_kind(&type)) {
    case BTF_KIND_ENUM:
      return enumerator_bits(btf, type, bits, word.text, enumerators_of(type));
    case BTF_KIND_ENUM64:
      return enumerator_bits(btf, type, bits, word.text,
                             enumerators64_of(type));
    case BTF_KIND_PTR:
      return pointer_bits(btf, type, bits, word.text);
    case BTF_KIND_FLOAT:
      return float_bits(btf, type, bits, word.text);
    default:
      return int_bits(btf, type, bits, word);
  }
}

}  // namespace skep::btf
