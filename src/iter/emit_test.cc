#include "src/iter/emit_test.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <string>

#include "src/iter/emit_read.h"
#include "src/iter/number_traits.h"
#include "src/sys/bytes.h"

namespace skep::iter {
namespace {

using bpf_asm::Condition;
using bpf_asm::Memory;
using bpf_asm::Width;
using bpf_asm::width_of;

// Return the condition of a jump that is taken if a test does not hold.
Condition opposite_of(const Test& test) {
  switch (test.op) {
    case btf::Operator::eq:
      return Condition::not_equal;
    case btf::Operator::lt:
      return test.is_signed ? Condition::signed_greater_or_equal
                            : Condition::greater_or_equal;
    case btf::Operator::le:
      return test.is_signed ? Condition::signed_greater : Condition::greater;
    case btf::Operator::gt:
      return test.is_signed ? Condition::signed_less_or_equal
                            : Condition::less_or_equal;
    case btf::Operator::ge:
      return test.is_signed ? Condition::signed_less : Condition::less;
    case btf::Operator::ne:
    case btf::Operator::set:
    case btf::Operator::like:
      break;
  }
  return Condition::equal;
}

void jump_if_number(Assembler& out, Condition condition, std::uint64_t number,
                    Assembler::Label to) {
  const auto small = static_cast<std::int32_t>(number);
  if (static_cast<std::uint64_t>(std::int64_t{small}) == number)
    return out.jump_if(condition, Reg::r1, small, to);
  out.move_wide(Reg::r2, number);
  out.jump_if(condition, Reg::r1, Reg::r2, to);
}

// Load a bitfield: its bytes are at the start of an aligned word of the row.
void load_bits(Assembler& out, Memory from, const btf::Target& value,
               bool is_signed) {
  const bool is_little = std::endian::native == std::endian::little;
  const std::uint32_t above =
      is_little ? 64 - value.bit - value.bitfield_size : value.bit;
  out.load(Reg::r1, from, Width::bytes_8);
  out.shift_left(Reg::r1, above);
  out.shift_right(Reg::r1, 64 - value.bitfield_size, is_signed);
}

// Compare the bytes at `offset` of the row with `text`, in words as large as
// they fit; go to `differs` if they are not the same.
void compare_bytes(Assembler& out, Reg row, std::size_t offset,
                   std::string_view text, Assembler::Label differs) {
  for (std::size_t done = 0; done < text.size();) {
    const std::size_t size =
        std::min<std::size_t>(std::bit_floor(text.size() - done), 8);
    std::uint64_t word = 0;
    // As the load of so few bytes puts them into a register.
    auto* const start =
        reinterpret_cast<char*>(&word) +
        (std::endian::native == std::endian::little ? 0 : sizeof word - size);
    std::memcpy(start, text.data() + done, size);
    out.load(Reg::r1, {row, narrow(offset + done)}, width_of(size));
    jump_if_number(out, Condition::not_equal, word, differs);
    done += size;
  }
}

void emit_text_test(Assembler& out, const Column& column, const Test& test,
                    const TestPlace& place) {
  const bool wants_equal = test.op == btf::Operator::eq;
  std::string text = std::get<std::string>(test.value);
  // The NUL behind it counts, unless the array has no room for one.
  if (text.size() < column.size) text.push_back('\0');
  const bool can_be_equal = text.size() <= column.size;
  if (!can_be_equal) {
    // The verifier wants a way to all that follows, even if nobody goes it.
    if (wants_equal)
      out.jump_if(Condition::equal, Reg::r1, Reg::r1, place.failed);
    return;
  }
  const auto differs = out.label();
  compare_bytes(out, place.row, column.offset, text,
                wants_equal ? place.failed : differs);
  if (!wants_equal) out.jump(place.failed);
  out.place(differs);
}

}  // namespace

void emit_load_number(Assembler& out, btf::BtfView kernel, const Column& column,
                      Reg row) {
  const btf::Target& value = column.field->value;
  const NumberTraits traits = number_traits(kernel, value.type);
  const Memory from{row, narrow(column.offset)};
  if (column.form == Form::bits)
    return load_bits(out, from, value, traits.is_signed);
  out.load(Reg::r1, from, width_of(column.size));
  const unsigned bits = column.size * 8;
  if (traits.is_in_network_order && bits > 8)
    out.from_network_order(Reg::r1, bits);
  if (traits.is_signed && bits < 64) {
    out.shift_left(Reg::r1, 64 - bits);
    out.shift_right(Reg::r1, 64 - bits, true);
  }
}

void emit_test(Assembler& out, btf::BtfView kernel,
               const Projection& projection, const Test& test,
               const TestPlace& place) {
  const Column& column = projection.columns[test.column];
  out.load(Reg::r1, {place.row, narrow(test.column)}, Width::bytes_1);
  out.jump_if(Condition::equal, Reg::r1, 0, place.failed);
  if (!column.field) return;
  if (const auto* number = std::get_if<std::uint64_t>(&test.value)) {
    emit_load_number(out, kernel, column, place.row);
    return jump_if_number(out, opposite_of(test), *number, place.failed);
  }
  emit_text_test(out, column, test, place);
}

}  // namespace skep::iter
