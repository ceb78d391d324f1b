#include "src/iter/text_program.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include "src/iter/cell_format.h"
#include "src/iter/emit_row.h"
#include "src/iter/emit_test.h"
#include "src/iter/file_context.h"
#include "src/iter/number_traits.h"
#include "src/iter/text_names.h"
#include "src/sys/error.h"
#include "src/sys/utf8.h"

namespace skep::iter {
namespace {

using bpf_asm::Condition;
using bpf_asm::Memory;
using bpf_asm::Operation;
using bpf_asm::Width;
using bpf_asm::width_of;

// The stack has 512 bytes. The row is at its end: bytes that say what is there,
// as many as there may be columns, and one column at a time.
constexpr std::int16_t row_place = -512;
constexpr std::uint32_t column_offset = 128;
constexpr std::uint32_t largest_column = 256;
constexpr std::uint32_t row_size = column_offset + largest_column + 8;
// Behind it: what is handed to the kernel to be written.
constexpr std::size_t literal_size = 64;
constexpr Memory literal_place{
    Reg::frame,
    static_cast<std::int16_t>(free_stack - static_cast<int>(literal_size))};
constexpr Memory format_place = literal_place;
constexpr Memory argument_place{Reg::frame,
                                static_cast<std::int16_t>(free_stack - 8)};
static_assert(row_place + static_cast<int>(row_size) <= literal_place.offset);

constexpr Reg number = Reg::r7;
constexpr Reg counter = Reg::r8;

// Writes the instructions that write lines.
class TextWriter {
 public:
  TextWriter(btf::BtfView kernel, const Projection& projection)
      : kernel_(kernel), projection_(projection) {}

  std::vector<bpf_insn> write() {
    const auto end = out_.label();
    emit_start(out_, kernel_, projection_, {}, end);
    out_.move(row_register, Reg::frame);
    out_.add(row_register, row_place);
    // The verifier wants all that is read to have been written.
    for (std::uint32_t i = 0; i < row_size; i += 8)
      out_.store(in_row(i), 0, Width::bytes_8);
    titles();
    emit_tests(out_, kernel_, projection_, end);
    for (std::size_t i = 0; i < projection_.shown; ++i)
      column(projection_.columns[i], i == 0 ? "" : "\t");
    literal("\n");
    return emit_end(out_, end);
  }

 private:
  static Memory in_row(std::uint32_t offset) {
    return {row_register, static_cast<std::int16_t>(offset)};
  }

  // Write the titles before the first object.
  void titles() {
    const auto is_later = out_.label();
    emit_load_meta(out_, kernel_, "seq_num");
    out_.jump_if(Condition::not_equal, Reg::r1, 0, is_later);
    std::string line;
    for (std::size_t i = 0; i < projection_.shown; ++i)
      line += (i == 0 ? "" : "\t") + printable(projection_.columns[i].title);
    literal(line + "\n");
    out_.place(is_later);
  }

  void column(const Column& column, const std::string& separator) {
    if (!column.field) return literal(separator + "-");
    const auto missing = out_.label();
    const auto done = out_.label();
    emit_copy(out_, column, 0);
    out_.load(Reg::r1, in_row(0), Width::bytes_1);
    out_.jump_if(Condition::equal, Reg::r1, 0, missing);
    value(column, separator);
    out_.jump(done);
    out_.place(missing);
    literal(separator + "-");
    out_.place(done);
  }

  void value(const Column& column, const std::string& separator) {
    if (is_text(column.form)) return text(column, separator);
    if (column.format != nullptr) switch (kind_of(column.format)) {
        case FormatKind::hex:
          load_as_it_is(column);
          return print(separator + "0x%llx");
        case FormatKind::bytes:
          load_as_it_is(column);
          if (column.size > 1) out_.from_network_order(number, column.size * 8);
          return print(separator + "%0" + std::to_string(column.size * 2) +
                       "llx");
        case FormatKind::ip:
          point_to_column();
          return print(separator + (column.size == 4 ? "%pI4" : "%pI6"));
        case FormatKind::names:
          break;
      }
    number_or_name(column, separator);
  }

  void number_or_name(const Column& column, const std::string& separator) {
    const NumberTraits traits =
        number_traits(kernel_, column.field->value.type);
    const auto done = out_.label();
    if (column.format != nullptr) {
      load_as_it_is(column);
    } else {
      emit_load_number(out_, kernel_, column, row_register);
      out_.move(number, Reg::r1);
    }
    if (column.format == nullptr && kernel_.is_char(column.field->value.type))
      letter(separator, done);
    for (const ProgramName& name : names_for_program(kernel_, column)) {
      const auto next = out_.label();
      jump_unless(name, next);
      literal(separator + name.text);
      out_.jump(done);
      out_.place(next);
    }
    const bool is_signed = traits.is_signed && column.format == nullptr;
    print(separator + (traits.is_pointer ? "0x%llx"
                       : is_signed       ? "%lld"
                                         : "%llu"));
    out_.place(done);
  }

  // Write a `char` as the letter that it is; go on here with others.
  void letter(const std::string& separator, Assembler::Label done) {
    const auto is_none = out_.label();
    out_.jump_if(Condition::signed_less, number, ' ', is_none);
    out_.jump_if(Condition::signed_greater, number, '~', is_none);
    store_text(literal_place, separator);
    out_.store(behind(literal_place, separator.size()), number, Width::bytes_1);
    write_literal(separator.size() + 1);
    out_.jump(done);
    out_.place(is_none);
  }

  void text(const Column& column, const std::string& separator) {
    // An array may be full of letters.
    out_.store(in_row(column_offset + column.size), 0, Width::bytes_1);
    clean(column.size);
    point_to_column();
    print(separator + "%s");
  }

  // Make question marks of all control characters but NUL.
  void clean(std::uint32_t size) {
    constexpr Reg at = Reg::r1;
    constexpr Reg letter = Reg::r2;
    constexpr Reg bad = Reg::r3;
    constexpr Reg other = Reg::r4;
    const auto loop = out_.label();
    out_.move(counter, 0);
    out_.place(loop);
    out_.move(at, row_register);
    out_.compute(Operation::add, at, counter);
    out_.load(letter, {at, column_offset}, Width::bytes_1);
    // Without jumps, which the verifier would follow both ways each time:
    // letter < 32, and not letter < 1, or letter ^ 127 < 1.
    is_below(bad, letter, 0, ' ');
    is_below(other, letter, 0, 1);
    out_.compute(Operation::subtract, bad, other);
    is_below(other, letter, 0x7f, 1);
    out_.compute(Operation::bit_or, bad, other);
    out_.move(other, '?');
    out_.compute(Operation::subtract, other, letter);
    out_.compute(Operation::multiply, other, bad);
    out_.compute(Operation::add, letter, other);
    out_.store({at, column_offset}, letter, Width::bytes_1);
    out_.add(counter, 1);
    out_.jump_if(Condition::not_equal, counter, static_cast<std::int32_t>(size),
                 loop);
  }

  // Let `to` be 1 if `letter` ^ `flipped` is less than `limit`, else 0.
  void is_below(Reg to, Reg letter, std::int32_t flipped, std::int32_t limit) {
    out_.move(to, letter);
    out_.compute(Operation::bit_xor, to, flipped);
    out_.compute(Operation::subtract, to, limit);
    out_.shift_right(to, 63, false);
  }

  void jump_unless(const ProgramName& name, Assembler::Label to) {
    out_.move(Reg::r1, number);
    if (name.mask != UINT64_MAX) {
      out_.move_wide(Reg::r2, name.mask);
      out_.compute(Operation::bit_and, Reg::r1, Reg::r2);
    }
    out_.move_wide(Reg::r2, name.bits);
    out_.jump_if(Condition::not_equal, Reg::r1, Reg::r2, to);
  }

  // Load the bytes of the column into `number`, in the order of the memory.
  void load_as_it_is(const Column& column) {
    out_.load(number, in_row(column_offset), width_of(column.size));
  }

  void point_to_column() {
    out_.move(number, row_register);
    out_.add(number, static_cast<std::int32_t>(column_offset));
  }

  // bpf_seq_printf(seq, format, size, &number, 8)
  void print(const std::string& format) {
    store_text(format_place, format + '\0');
    out_.store(argument_place, number, Width::bytes_8);
    emit_load_meta(out_, kernel_, "seq");
    point(Reg::r2, format_place);
    out_.move(Reg::r3, static_cast<std::int32_t>(format.size() + 1));
    point(Reg::r4, argument_place);
    out_.move(Reg::r5, 8);
    out_.call(BPF_FUNC_seq_printf);
  }

  // Write a text as it is.
  void literal(std::string_view text) {
    for (; !text.empty();
         text.remove_prefix(std::min(text.size(), literal_size))) {
      store_text(literal_place, text.substr(0, literal_size));
      write_literal(std::min(text.size(), literal_size));
    }
  }

  void write_literal(std::size_t size) {
    emit_load_meta(out_, kernel_, "seq");
    point(Reg::r2, literal_place);
    out_.move(Reg::r3, static_cast<std::int32_t>(size));
    out_.call(BPF_FUNC_seq_write);
  }

  // Put text on the stack, in whole words.
  void store_text(Memory to, std::string_view text) {
    for (std::size_t done = 0; done < text.size(); done += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + done,
                  std::min<std::size_t>(text.size() - done, 8));
      out_.move_wide(Reg::r1, word);
      out_.store(behind(to, done), Reg::r1, Width::bytes_8);
    }
  }

  static Memory behind(Memory place, std::size_t bytes) {
    return {place.base,
            static_cast<std::int16_t>(place.offset + static_cast<int>(bytes))};
  }

  void point(Reg to, Memory place) {
    out_.move(to, place.base);
    out_.add(to, place.offset);
  }

  btf::BtfView kernel_;
  const Projection& projection_;
  Assembler out_;
};

}  // namespace

std::vector<bpf_insn> assemble_text(btf::BtfView kernel,
                                    Projection projection) {
  if (projection.rest)
    throw usage_error(
        "=~ and the order of text are decided by skep, which is not there when "
        "the file is read");
  if (asks_for_bpf_files(projection))
    throw failure(
        "the objects in files are told apart by skep, which is not there when "
        "the file is read");
  for (Column& column : projection.columns) {
    check_is_writable(kernel, column);
    column.offset = column_offset;
    if (is_text(column.form))
      column.size = std::min(column.size, largest_column);
  }
  return TextWriter{kernel, projection}.write();
}

}  // namespace skep::iter
