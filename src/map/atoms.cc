#include "src/map/atoms.h"

#include <array>
#include <bit>
#include <optional>

#include "src/btf/address.h"
#include "src/btf/bits.h"
#include "src/btf/encode_scalar.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::map {
namespace {

struct Atom {
  std::string_view prefix;
  std::string_view text;
};

struct NumberForm {
  std::uint32_t bits;
  bool is_signed;
  std::endian order;
};

std::optional<std::uint32_t> bits_of(std::string_view word) {
  for (const std::uint32_t bits : {8U, 16U, 32U, 64U})
    if (word == std::to_string(bits)) return bits;
  return std::nullopt;
}

// Read the prefix of a number: u32, s8, be16.
std::optional<NumberForm> number_form(std::string_view prefix) {
  struct Family {
    std::string_view name;
    bool is_signed;
    std::endian order;
  };
  constexpr std::array<Family, 4> families{
      {{"u", false, std::endian::native},
       {"s", true, std::endian::native},
       {"be", false, std::endian::big},
       {"le", false, std::endian::little}}};
  for (const Family& family : families) {
    if (!prefix.starts_with(family.name)) continue;
    const auto bits = bits_of(prefix.substr(family.name.size()));
    if (bits) return NumberForm{*bits, family.is_signed, family.order};
  }
  return std::nullopt;
}

bool is_other_prefix(std::string_view prefix) {
  for (const std::string_view known : {"ip4", "ip6", "mac", "str", "hex"})
    if (prefix == known) return true;
  return false;
}

std::optional<Atom> split_atom(std::string_view word) {
  const std::size_t colon = word.find(':');
  if (colon == word.npos) return std::nullopt;
  const Atom atom{word.substr(0, colon), word.substr(colon + 1)};
  if (!number_form(atom.prefix) && !is_other_prefix(atom.prefix))
    return std::nullopt;
  return atom;
}

Bytes number_bytes(const NumberForm& form, std::string_view word) {
  const btf::Wide number =
      btf::integer_bits({.bits = form.bits, .is_signed = form.is_signed}, word);
  Bytes bytes(form.bits / 8);
  btf::write_bits(bytes, {0, form.bits}, form.order, number);
  return bytes;
}

Bytes address(const Atom& atom) {
  std::size_t size = 16;
  if (atom.prefix == "ip4") size = 4;
  if (atom.prefix == "mac") size = 6;
  auto bytes = btf::address_bytes(atom.text);
  if (!bytes || bytes->size() != size)
    throw usage_error("'{}' is no address for {}:", atom.text, atom.prefix);
  return std::move(*bytes);
}

Bytes hex_bytes(std::string_view digits) {
  Bytes bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const std::string_view pair = digits.substr(i, 2);
    const bool is_prefix = pair == "0x" || pair == "0X";
    const auto byte = is_prefix ? std::nullopt : parse_unsigned(pair, 16);
    if (pair.size() < 2 || !byte)
      throw usage_error("'{}' must be pairs of hex digits", digits);
    bytes.push_back(static_cast<Byte>(*byte));
  }
  return bytes;
}

Bytes bytes_of_atom(const Atom& atom) {
  if (const auto form = number_form(atom.prefix))
    return number_bytes(*form, atom.text);
  if (atom.prefix == "hex") return hex_bytes(atom.text);
  if (atom.prefix != "str") return address(atom);
  const ByteView text = skep::bytes_of(atom.text);
  return {text.begin(), text.end()};
}

}  // namespace

bool is_atom(std::string_view word) { return split_atom(word).has_value(); }

Bytes parse_atoms(std::span<const std::string> words, std::uint32_t size) {
  Bytes bytes;
  bool ends_with_text = false;
  for (const std::string& word : words) {
    const auto atom = split_atom(word);
    if (!atom)
      throw usage_error("'{}' has no prefix", word)
          .with_hint(std::string{atom_syntax});
    const Bytes part = bytes_of_atom(*atom);
    bytes.insert(bytes.end(), part.begin(), part.end());
    ends_with_text = atom->prefix == "str";
  }
  const bool fits =
      ends_with_text ? bytes.size() <= size : bytes.size() == size;
  if (!fits)
    throw usage_error("'{}' has {} bytes, not {}",
                      join({words.begin(), words.end()}, " "), bytes.size(),
                      size);
  bytes.resize(size);
  return bytes;
}

}  // namespace skep::map
