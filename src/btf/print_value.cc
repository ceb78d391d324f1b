#include "src/btf/print_value.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "src/btf/parts.h"
#include "src/btf/print_scalar.h"
#include "src/sys/error.h"

namespace skep::btf {
namespace {

// Return what follows the first `offset` bytes; empty when there is nothing.
ByteView from(ByteView bytes, std::uint64_t offset) {
  return bytes.subspan(std::min<std::uint64_t>(offset, bytes.size()));
}

std::optional<std::string_view> text_before_nul(std::string_view bytes) {
  const auto end = std::find_if_not(
      bytes.begin(), bytes.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
  if (end == bytes.end() || *end != '\0') return std::nullopt;
  return std::string_view{bytes.begin(), end};
}

// The way through one value.
class Walk {
 public:
  // Every byte may be part of many values (unions in unions), yet not of any
  // number: a few lines of BTF can describe 2^32 values in one byte.
  Walk(const Output& out, std::size_t size)
      : out_(out), values_left_((std::uint64_t{1} << 16U) + size * 256) {}

  void print(TypeId id, ByteView bytes, std::uint32_t bit_offset = 0) {
    print(Value{.type = out_.btf.resolve(id),
                .bytes = bytes,
                .bit_offset = bit_offset});
  }

 private:
  using Printer = void (Walk::*)(const Value&);
  static constexpr std::size_t kinds = 32;  // all that a btf_type can hold
  static const std::array<Printer, kinds> printers;

  void print(const Value& value) {
    if (values_left_-- == 0)
      throw failure("BTF type '{}' has too many parts to be printed",
                    out_.btf.name(*value.type));
    (this->*printers[btf_kind(value.type)])(value);
  }

  // Print the parts of a value by `print_parts`, unless it lies too deep.
  template <typename PrintParts>
  void descend(PrintParts print_parts) {
    if (depth_ == max_depth) return out_.json.value("(nested-too-deep)");
    ++depth_;
    print_parts();
    --depth_;
  }

  template <void (*print_scalar)(const Output&, const Value&)>
  void scalar(const Value& value) {
    print_scalar(out_, value);
  }
  void unsupported(const Value& /*value*/) {
    out_.json.value(unsupported_kind);
  }
  void composite(const Value& value);
  void array(const Value& value);
  void variable(const Value& value);
  void section(const Value& value);

  void elements(const Array& array, std::uint32_t size, ByteView bytes);
  void member(const Value& parent, std::uint32_t index);

  const Output& out_;
  std::uint64_t values_left_;
  unsigned depth_ = 0;
};

void Walk::member(const Value& parent, std::uint32_t index) {
  const Member member = member_of(*parent.type, index);
  const ByteView bytes = from(parent.bytes, member.bit_offset / 8);
  const std::uint32_t bit_offset = member.bit_offset % 8;
  // Unnamed members share the empty key, as in bpftool.
  out_.json.key(out_.btf.name(member.name_off));
  if (member.bitfield_size != 0)
    print_bitfield(out_, bytes, {bit_offset, member.bitfield_size});
  else
    print(member.type, bytes, bit_offset);
}

void Walk::composite(const Value& value) {
  descend([&] {
    out_.json.begin_object();
    for (std::uint32_t i = 0; i < btf_vlen(value.type); ++i) member(value, i);
    out_.json.end_object();
  });
}

void Walk::elements(const Array& array, std::uint32_t size, ByteView bytes) {
  Value element{.type = out_.btf.resolve(array.type), .bytes = bytes};
  out_.json.begin_array();
  for (std::uint32_t i = 0; i < array.nelems; ++i) {
    print(element);
    // One null says it when the data ends early.
    if (element.bytes.size() < size) break;
    element.bytes = element.bytes.subspan(size);
  }
  out_.json.end_array();
}

void Walk::array(const Value& value) {
  const Array& array = array_of(*value.type);
  if (out_.btf.is_char(array.type)) {
    // bpftool's idea of text: printable ASCII before its first NUL.
    const auto bytes = text_of(value.bytes).substr(0, array.nelems);
    if (const auto text = text_before_nul(bytes)) return out_.json.value(*text);
  }
  const auto size = out_.btf.resolve_size(array.type);
  if (!size) return unsupported(value);
  descend([&] { elements(array, *size, value.bytes); });
}

void Walk::variable(const Value& value) {
  descend([&] {
    out_.json.begin_object();
    out_.json.key(out_.btf.name(*value.type));
    print(value.type->type, value.bytes);
    out_.json.end_object();
  });
}

void Walk::section(const Value& value) {
  descend([&] {
    out_.json.begin_object();
    out_.json.key(out_.btf.name(*value.type));
    out_.json.begin_array();
    for (const SectionVariable& variable : variables_of(*value.type))
      print(variable.type, from(value.bytes, variable.offset));
    out_.json.end_array();
    out_.json.end_object();
  });
}

constinit const std::array<Walk::Printer, Walk::kinds> Walk::printers = [] {
  std::array<Printer, kinds> table{};
  table.fill(&Walk::unsupported);
  table[BTF_KIND_INT] = &Walk::scalar<print_int>;
  table[BTF_KIND_PTR] = &Walk::scalar<print_pointer>;
  table[BTF_KIND_ARRAY] = &Walk::array;
  table[BTF_KIND_STRUCT] = &Walk::composite;
  table[BTF_KIND_UNION] = &Walk::composite;
  table[BTF_KIND_ENUM] = &Walk::scalar<print_enum>;
  table[BTF_KIND_VAR] = &Walk::variable;
  table[BTF_KIND_DATASEC] = &Walk::section;
  table[BTF_KIND_FLOAT] = &Walk::scalar<print_float>;
  table[BTF_KIND_ENUM64] = &Walk::scalar<print_enum64>;
  return table;
}();

}  // namespace

ValuePrinter::ValuePrinter(BtfView btf, TypeId type, PrintOptions options)
    : btf_(btf), type_(type), options_(std::move(options)) {}

void ValuePrinter::print(Json& json, ByteView bytes) const {
  const Output out{.btf = btf_,
                   .options = options_,
                   .order = btf_.byte_order(),
                   .json = json};
  Walk{out, bytes.size()}.print(type_, bytes);
}

}  // namespace skep::btf
