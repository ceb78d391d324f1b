#include "src/btf/encode.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/btf/address.h"
#include "src/btf/bits.h"
#include "src/btf/encode_scalar.h"
#include "src/btf/find_member.h"
#include "src/btf/parts.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::btf {
namespace {

class Encoder {
 public:
  Encoder(const BtfView& btf, std::uint32_t size)
      : btf_(btf), order_(btf.byte_order()), bytes_(size), given_(size) {}

  Bytes encode_all(const Target& place, const Literal& literal) {
    encode(place, literal);
    return std::move(bytes_);
  }

 private:
  void encode(const Target& target, const Literal& literal);
  void encode_parts(const Target& target, const btf_type& type,
                    const Literal& literal);
  void composite(const Target& target, const btf_type& type,
                 const Literal& literal);
  void array(const Target& target, const btf_type& type,
             const Literal& literal);
  void section(const Target& target, const btf_type& type,
               const Literal& literal);
  void variable(const Target& target, const btf_type& type,
                const Literal& literal);
  void word(const Target& target, const btf_type& type, const Literal& literal);
  void text(const Target& target, std::string_view text, std::uint32_t room);
  bool address(const Target& target, const btf_type& type,
               const Literal& literal);
  bool prefix(const Target& target, const btf_type& type,
              const Literal& literal);
  [[nodiscard]] std::optional<Prefix> prefix_in(const Literal& literal) const;

  // Encode a part that messages call `step`: ".port" or "[3]".
  void part(const Target& target, std::string_view step,
            const Literal& literal) {
    const std::size_t length = path_.size();
    path_ += step;
    encode(target, literal);
    path_.resize(length);
  }

  void put(const Target& target, std::uint32_t bits, Wide value);

  [[noreturn]] void fail(const Error& error) const {
    throw path_.empty() ? error : error.in(path_);
  }

  const BtfView& btf_;
  std::endian order_;
  Bytes bytes_;
  Bytes given_;       // the bits that a part has been written to
  std::string path_;  // of the part, for messages
  unsigned depth_ = 0;
};

// Is it an array of single bytes that may be text?
bool holds_bytes(const BtfView& btf, const Array& array) {
  const btf_type* element = btf.resolve(array.type);
  return element != nullptr && btf_is_int(element) && element->size == 1 &&
         (btf_int_encoding(element) & BTF_INT_BOOL) == 0;
}

std::string kind_of(const BtfView& btf, const btf_type& type) {
  const std::string_view kind = btf_is_union(&type) ? "union" : "struct";
  const std::string_view name = btf.name(type);
  return name.empty() ? fmt::format("the {}", kind)
                      : fmt::format("{} {}", kind, name);
}

void Encoder::put(const Target& target, std::uint32_t bits, Wide value) {
  const BitRange range{target.bit, bits};
  if (target.byte > bytes_.size() ||
      !contains(ByteView{bytes_}.subspan(target.byte), range))
    fail(failure("the type reaches beyond the {} bytes of the value",
                 bytes_.size()));
  const MutableBytes bytes = MutableBytes{bytes_}.subspan(target.byte);
  const MutableBytes given = MutableBytes{given_}.subspan(target.byte);
  const Wide taken = read_wide_bits(given, range, order_);
  const Wide before = read_wide_bits(bytes, range, order_);
  write_bits(bytes, range, order_, value);
  const Wide after = read_wide_bits(bytes, range, order_);
  if ((((before.low ^ after.low) & taken.low) |
       ((before.high ^ after.high) & taken.high)) != 0)
    fail(usage_error("contradicts what was given for the same bytes"));
  write_bits(given, range, order_,
             {.high = ~std::uint64_t{0}, .low = ~std::uint64_t{0}});
}

void Encoder::encode(const Target& target, const Literal& literal) {
  const btf_type* type = btf_.resolve(target.type);
  if (type == nullptr) fail(failure("the BTF lacks type {}", target.type));
  if (depth_ == max_depth) fail(failure("the BTF type is nested too deep"));
  ++depth_;
  encode_parts(target, *type, literal);
  --depth_;
}

void Encoder::encode_parts(const Target& target, const btf_type& type,
                           const Literal& literal) {
  switch (btf_kind(&type)) {
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION:
      return composite(target, type, literal);
    case BTF_KIND_ARRAY:
      return array(target, type, literal);
    case BTF_KIND_DATASEC:
      return section(target, type, literal);
    case BTF_KIND_VAR:
      return variable(target, type, literal);
    case BTF_KIND_INT:
    case BTF_KIND_ENUM:
    case BTF_KIND_ENUM64:
    case BTF_KIND_PTR:
    case BTF_KIND_FLOAT:
      return word(target, type, literal);
    default:
      fail(usage_error("has a type without a value"));
  }
}

void Encoder::word(const Target& target, const btf_type& type,
                   const Literal& literal) {
  if (literal.kind != Literal::Kind::word)
    fail(usage_error(
        "expected one value, not {}",
        literal.kind == Literal::Kind::list ? "a list" : "members"));
  Target place = target;
  std::uint32_t bits =
      btf_is_ptr(&type) ? btf_.pointer_size() * 8 : type.size * 8;
  if (btf_is_int(&type)) {
    bits = btf_int_bits(&type);
    place.bit += btf_int_offset(&type);
  }
  if (target.bitfield_size != 0) bits = target.bitfield_size;
  if (bits == 0 || bits > 128) fail(failure("has a type of {} bits", bits));
  try {
    put(place, bits, scalar_bits(btf_, type, bits, literal));
  } catch (const Error& error) {
    fail(error);
  }
}

bool Encoder::address(const Target& target, const btf_type& type,
                      const Literal& literal) {
  const auto bytes = address_bytes(literal.text);
  if (!bytes) return false;
  if (btf_is_composite(&type) && btf_.name(type) != "in6_addr") return false;
  const auto size = btf_.resolve_size(target.type);
  if (size != bytes->size()) return false;
  text(target, text_of(*bytes), *size);
  return true;
}

// The key of a trie, 10.0.0.0/8: a length in bits, then as many bytes as an
// address has, or more.
bool Encoder::prefix(const Target& target, const btf_type& type,
                     const Literal& literal) {
  if (!is_prefix_type(btf_, type)) return false;
  const auto prefix = prefix_in(literal);
  const Target data = member_at(target, type, 1);
  const auto room = btf_.resolve_size(data.type).value_or(0);
  if (!prefix || prefix->address.size() > room) return false;
  encode(member_at(target, type, 0), {.text = std::to_string(prefix->bits)});
  text(data, text_of(prefix->address), room);
  return true;
}

std::optional<Prefix> Encoder::prefix_in(const Literal& literal) const {
  try {
    return parse_prefix(literal.text);
  } catch (const Error& error) {
    fail(error);
  }
}

void Encoder::text(const Target& target, std::string_view text,
                   std::uint32_t room) {
  if (text.size() > room)
    fail(usage_error("'{}' has {} bytes, there is room for {}", text,
                     text.size(), room));
  const auto put_byte = [&](std::size_t place, char c) {
    put({.type = target.type, .byte = target.byte + place}, 8,
        {.low = static_cast<unsigned char>(c)});
  };
  for (std::size_t i = 0; i < text.size(); ++i) put_byte(i, text[i]);
  // What follows the end is for other members of a union to say.
  if (text.size() < room) put_byte(text.size(), '\0');
}

void Encoder::array(const Target& target, const btf_type& type,
                    const Literal& literal) {
  const Array& array = array_of(type);
  if (literal.kind == Literal::Kind::word) {
    if (!btf_.is_char(array.type) && address(target, type, literal)) return;
    if (holds_bytes(btf_, array))
      return text(target, literal.text, array.nelems);
  }
  if (literal.kind != Literal::Kind::list)
    fail(usage_error("expected a list of up to {} values: [1, 2]",
                     array.nelems));
  if (literal.elements.size() > array.nelems)
    fail(usage_error("{} values are too many for {}", literal.elements.size(),
                     array.nelems));
  for (std::uint32_t i = 0; i < literal.elements.size(); ++i) {
    const auto element = find_element(btf_, target, i);
    if (!element) fail(failure("the BTF does not tell the size of elements"));
    part(*element, fmt::format("[{}]", i), literal.elements[i]);
  }
}

void Encoder::composite(const Target& target, const btf_type& type,
                        const Literal& literal) {
  if (literal.kind == Literal::Kind::object) {
    std::size_t unnamed = 0;
    for (std::size_t i = 0; i < literal.names.size(); ++i) {
      const std::string& name = literal.names[i];
      const auto member = name.empty()
                              ? find_unnamed_member(btf_, target, unnamed++)
                              : find_member(btf_, target, name);
      if (!member)
        fail(usage_error("{} has no member '{}'", kind_of(btf_, type), name)
                 .with_hint(did_you_mean(name, member_names(btf_, target))));
      part(*member, name.starts_with('[') ? name : "." + name,
           literal.elements[i]);
    }
    return;
  }
  if (literal.kind == Literal::Kind::word &&
      (address(target, type, literal) || prefix(target, type, literal)))
    return;
  if (btf_vlen(&type) == 1 && literal.kind == Literal::Kind::word)
    return encode(member_at(target, type, 0), literal);
  fail(usage_error("{} takes its members: {{{}}}", kind_of(btf_, type),
                   join(member_names(btf_, target), ": ..., ") + ": ..."));
}

void Encoder::variable(const Target& target, const btf_type& type,
                       const Literal& literal) {
  Target value = target;
  value.type = type.type;
  encode(value, literal);
}

// Its variables by name; or as it is printed, {".data": [{"a": 1}, {"b": 2}]}.
void Encoder::section(const Target& target, const btf_type& type,
                      const Literal& literal) {
  if (literal.kind == Literal::Kind::list) {
    for (const Literal& variable : literal.elements)
      section(target, type, variable);
    return;
  }
  if (literal.kind != Literal::Kind::object)
    fail(usage_error("section {} takes its variables: {{{}}}", btf_.name(type),
                     join(member_names(btf_, target), ": ..., ") + ": ..."));
  for (std::size_t i = 0; i < literal.names.size(); ++i) {
    const std::string& name = literal.names[i];
    if (name == btf_.name(type)) {
      section(target, type, literal.elements[i]);
      continue;
    }
    const auto variable = find_member(btf_, target, name);
    if (!variable)
      fail(usage_error("section {} has no variable '{}'", btf_.name(type), name)
               .with_hint(did_you_mean(name, member_names(btf_, target))));
    part(*variable, "." + name, literal.elements[i]);
  }
}

}  // namespace

Bytes encode(const BtfView& btf, TypeId type, std::uint32_t size,
             const Literal& literal) {
  return encode(btf, Target{.type = type}, size, literal);
}

Bytes encode(const BtfView& btf, const Target& place, std::uint32_t size,
             const Literal& literal) {
  return Encoder{btf, size}.encode_all(place, literal);
}

}  // namespace skep::btf
