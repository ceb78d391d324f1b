#include "src/btf/print_value.h"

#include <algorithm>
#include <array>
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

using PrintScalar = void (*)(const Output&, const Value&);

// Prints, or records, what a value is made of in the end.
class Leaves {
 public:
  Leaves() = default;
  Leaves(const Leaves&) = delete;
  Leaves& operator=(const Leaves&) = delete;
  virtual ~Leaves() = default;

  virtual void scalar(PrintScalar print, const Value& value) = 0;
  virtual void bitfield(ByteView bytes, BitRange range) = 0;
};

// The way through one value: writes brackets and keys itself.
class Walk {
 public:
  // Every byte may be part of many values (unions in unions), yet not of any
  // number: a few lines of BTF can describe 2^32 values in one byte.
  Walk(const BtfView& btf, Json& json, Leaves& leaves, std::size_t size)
      : btf_(btf),
        json_(json),
        leaves_(leaves),
        values_left_((std::uint64_t{1} << 16U) + size * 256) {}

  void print(TypeId id, ByteView bytes, std::uint32_t bit_offset = 0) {
    print(Value{
        .type = btf_.resolve(id), .bytes = bytes, .bit_offset = bit_offset});
  }

 private:
  using Printer = void (Walk::*)(const Value&);
  static constexpr std::size_t kinds = 32;  // all that a btf_type can hold
  static const std::array<Printer, kinds> printers;

  void print(const Value& value) {
    if (values_left_-- == 0)
      throw failure("BTF type '{}' has too many parts to be printed",
                    btf_.name(*value.type));
    (this->*printers[btf_kind(value.type)])(value);
  }

  // Print the parts of a value by `print_parts`, unless it lies too deep.
  template <typename PrintParts>
  void descend(PrintParts print_parts) {
    if (depth_ == max_depth) return json_.value("(nested-too-deep)");
    ++depth_;
    print_parts();
    --depth_;
  }

  template <PrintScalar print_scalar>
  void scalar(const Value& value) {
    leaves_.scalar(print_scalar, value);
  }
  void unsupported(const Value& /*value*/) { json_.value(unsupported_kind); }
  void composite(const Value& value);
  void array(const Value& value);
  void variable(const Value& value);
  void section(const Value& value);

  void elements(const Array& array, std::uint32_t size, ByteView bytes);
  void member(const Value& parent, std::uint32_t index);

  const BtfView& btf_;
  Json& json_;
  Leaves& leaves_;
  std::uint64_t values_left_;
  unsigned depth_ = 0;
};

void Walk::member(const Value& parent, std::uint32_t index) {
  const Member member = member_of(*parent.type, index);
  const ByteView bytes = from(parent.bytes, member.bit_offset / 8);
  const std::uint32_t bit_offset = member.bit_offset % 8;
  // Unnamed members share the empty key, as in bpftool.
  json_.key(btf_.name(member.name_off));
  if (member.bitfield_size != 0)
    leaves_.bitfield(bytes, {bit_offset, member.bitfield_size});
  else
    print(member.type, bytes, bit_offset);
}

void Walk::composite(const Value& value) {
  descend([&] {
    json_.begin_object();
    for (std::uint32_t i = 0; i < btf_vlen(value.type); ++i) member(value, i);
    json_.end_object();
  });
}

void Walk::elements(const Array& array, std::uint32_t size, ByteView bytes) {
  Value element{.type = btf_.resolve(array.type), .bytes = bytes};
  json_.begin_array();
  for (std::uint32_t i = 0; i < array.nelems; ++i) {
    print(element);
    // One null says it when the data ends early.
    if (element.bytes.size() < size) break;
    element.bytes = element.bytes.subspan(size);
  }
  json_.end_array();
}

void Walk::array(const Value& value) {
  const Array& array = array_of(*value.type);
  if (btf_.is_char(array.type)) return leaves_.scalar(print_characters, value);
  const auto size = btf_.resolve_size(array.type);
  if (!size) return unsupported(value);
  descend([&] { elements(array, *size, value.bytes); });
}

void Walk::variable(const Value& value) {
  descend([&] {
    json_.begin_object();
    json_.key(btf_.name(*value.type));
    print(value.type->type, value.bytes);
    json_.end_object();
  });
}

void Walk::section(const Value& value) {
  descend([&] {
    json_.begin_object();
    json_.key(btf_.name(*value.type));
    json_.begin_array();
    for (const SectionVariable& variable : variables_of(*value.type))
      print(variable.type, from(value.bytes, variable.offset));
    json_.end_array();
    json_.end_object();
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

// Prints each leaf where it stands.
class PrintedLeaves : public Leaves {
 public:
  explicit PrintedLeaves(const Output& out) : out_(out) {}
  void scalar(PrintScalar print, const Value& value) override {
    print(out_, value);
  }
  void bitfield(ByteView bytes, BitRange range) override {
    print_bitfield(out_, bytes, range);
  }

 private:
  const Output& out_;
};

// Records how each leaf is printed.
class RecordedLeaves : public Leaves {
 public:
  RecordedLeaves(RowRecorder& row, BtfView btf, PrintOptions options)
      : row_(row), btf_(btf), options_(std::move(options)) {}

  void scalar(PrintScalar print, const Value& value) override {
    if (const auto plain = plain_number(output_to(row_.json()), value))
      return row_.number(value.bytes.first(plain->size), plain->is_signed);
    record(value.bytes, [print, value](const Output& out, ByteView bytes) {
      print(out, {value.type, bytes, value.bit_offset});
    });
  }
  void bitfield(ByteView bytes, BitRange range) override {
    record(bytes, [range](const Output& out, ByteView leaf) {
      print_bitfield(out, leaf, range);
    });
  }

 private:
  [[nodiscard]] Output output_to(Json& json) const {
    return {.btf = btf_,
            .options = options_,
            .order = btf_.byte_order(),
            .json = json};
  }

  template <typename Print>
  void record(ByteView bytes, Print print) {
    row_.value(bytes, [btf = btf_, options = options_, print](Json& json,
                                                              ByteView leaf) {
      print(Output{.btf = btf,
                   .options = options,
                   .order = btf.byte_order(),
                   .json = json},
            leaf);
    });
  }

  RowRecorder& row_;
  BtfView btf_;
  PrintOptions options_;
};

// Of a larger value, a template would have too many parts.
constexpr std::size_t largest_recorded = 4096;

}  // namespace

ValuePrinter::ValuePrinter(BtfView btf, TypeId type, PrintOptions options)
    : btf_(btf), type_(type), options_(std::move(options)) {}

void ValuePrinter::print(Json& json, ByteView bytes) const {
  const Output out{.btf = btf_,
                   .options = options_,
                   .order = btf_.byte_order(),
                   .json = json};
  PrintedLeaves leaves{out};
  Walk{btf_, json, leaves, bytes.size()}.print(type_, bytes);
}

void ValuePrinter::record(RowRecorder& row, ByteView bytes) const {
  if (bytes.size() > largest_recorded)
    return row.value(bytes, [printer = *this](Json& json, ByteView value) {
      printer.print(json, value);
    });
  RecordedLeaves leaves{row, btf_, options_};
  Walk{btf_, row.json(), leaves, bytes.size()}.print(type_, bytes);
}

}  // namespace skep::btf
