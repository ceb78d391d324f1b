#include "src/object/kconfig.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "src/btf/bits.h"
#include "src/btf/parts.h"
#include "src/sys/error.h"

namespace skep {
namespace {

// What libbpf takes the type of a __kconfig variable for.
enum class Kind { other, boolean, tristate, integer, character, text };

Kind kind_of(const btf::BtfView& types, btf::TypeId id) {
  const btf_type* type = types.resolve(id);
  if (type == nullptr) return Kind::other;
  if (btf_is_any_enum(type))
    return types.name(*type) == "libbpf_tristate" ? Kind::tristate
                                                  : Kind::other;
  if (btf_is_array(type)) {
    const btf_type* element = types.resolve(btf::array_of(*type).type);
    const bool is_text =
        element != nullptr && btf_is_int(element) && element->size == 1;
    return is_text ? Kind::text : Kind::other;
  }
  if (!btf_is_int(type)) return Kind::other;
  if ((btf_int_encoding(type) & BTF_INT_BOOL) != 0) return Kind::boolean;
  return type->size == 1 ? Kind::character : Kind::integer;
}

// Return the literal that stands for a word of .config files, by kind.
std::optional<std::string_view> literal_for(Kind kind, std::string_view word) {
  constexpr std::string_view letters = "nym";
  const auto value =
      word.size() == 1 ? letters.find(word[0]) : std::string_view::npos;
  if (value == std::string_view::npos) return std::nullopt;
  constexpr std::string_view digits = "012";
  switch (kind) {
    case Kind::boolean:
      if (value == 2) return std::nullopt;
      return digits.substr(value, 1);
    case Kind::tristate:
      return digits.substr(value, 1);
    case Kind::character:
      return value == 0 ? "110" : value == 1 ? "121" : "109";
    default:
      return std::nullopt;
  }
}

std::string number_text(const btf::BtfView& types, btf::TypeId id,
                        ByteView value) {
  const btf_type* type = types.resolve(id);
  const std::uint64_t number =
      btf::read_unsigned(value, type->size, types.byte_order());
  if ((btf_int_encoding(type) & BTF_INT_SIGNED) == 0)
    return std::to_string(number);
  return std::to_string(btf::sign_extend(number, type->size * 8));
}

// A line of what libbpf reads has at most 4095 bytes.
std::string quoted(ByteView value) {
  constexpr std::size_t most_bytes = 3000;
  std::string_view text = text_of(value);
  const auto end = text.find('\0');
  if (end == text.npos)
    throw usage_error("there is room for {} characters", value.size() - 1);
  text = text.substr(0, end);
  if (text.size() > most_bytes)
    throw usage_error("{} characters are too many for libbpf", text.size());
  if (text.find('\n') != text.npos)
    throw usage_error("a value of .config can't have line feeds");
  return fmt::format("\"{}\"", text);
}

}  // namespace

btf::Literal from_kconfig_word(const btf::BtfView& types, btf::TypeId type,
                               const btf::Literal& literal) {
  if (literal.kind != btf::Literal::Kind::word || literal.is_quoted)
    return literal;
  const auto word = literal_for(kind_of(types, type), literal.text);
  if (!word) return literal;
  return {.text = std::string{*word}};
}

std::string kconfig_text(const btf::BtfView& types, btf::TypeId type,
                         ByteView value) {
  switch (kind_of(types, type)) {
    case Kind::boolean:
      return value[0] != 0 ? "y" : "n";
    case Kind::tristate:
      if (value[0] < 3) return std::string(1, "nym"[value[0]]);
      throw usage_error("{} is neither y, m nor n", value[0]);
    case Kind::integer:
    case Kind::character:
      return number_text(types, type, value);
    case Kind::text:
      return quoted(value);
    case Kind::other:
      break;
  }
  throw failure("libbpf takes no values of this type");
}

}  // namespace skep
