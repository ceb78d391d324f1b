#include "src/iter/row_program.h"

#include <bit>
#include <utility>

#include "src/sys/error.h"

namespace skep::iter {

using bpf_asm::Condition;
using bpf_asm::Operation;
using bpf_asm::Width;

namespace {

// Where rows are written to. Nobody needs the context afterwards.
constexpr Reg seq = context_register;

}  // namespace

Memory RowProgram::room(std::size_t size) {
  const Memory room = in_row(used_);
  used_ += size;
  if (used_ > space) throw failure("this kernel's structs are too large");
  return room;
}

StructCopy RowProgram::copy_of(btf::TypeId type,
                               const std::vector<std::string_view>& members) {
  StructCopy copy{kernel_, type, members};
  copy.put(room(copy.size()));
  return copy;
}

void RowProgram::start(const Fd& buffer, const StructCopy& object) {
  out_.move(context_register, Reg::r1);
  out_.load_value_of(row_register, buffer);
  // There is a call after the last object, without any.
  out_.load(Reg::r3, {context_register, narrow(target_.object.target.byte)},
            Width::bytes_8);
  out_.jump_if(Condition::equal, Reg::r3, 0, end_);
  // Some verifiers look through the kernel's BTF for each of these loads: they
  // are done where only one way leads.
  emit_load_meta(out_, kernel_, "seq");
  out_.move(seq, Reg::r1);
  out_.store(failures_, 0, Width::bytes_8);
  copy(object);
}

void RowProgram::note() {
  out_.load(Reg::r1, failures_, Width::bytes_8);
  out_.compute(Operation::bit_or, Reg::r1, Reg::r0);
  out_.store(failures_, Reg::r1, Width::bytes_8);
}

void RowProgram::read(Memory to, std::uint32_t size) {
  iter::read(out_, to, size);
  note();
}

// The helper returns how long the text is, its NUL included, or a negative
// number. What is as long as its room may have been cut.
void RowProgram::read_text(Memory to, std::uint32_t size) {
  const auto failed = out_.label();
  const auto done = out_.label();
  iter::read_text(out_, to, size, failed);
  out_.jump_if(Condition::less, Reg::r0, static_cast<std::int32_t>(size), done);
  out_.place(failed);
  out_.store(failures_, 1, Width::bytes_8);
  out_.place(done);
}

void RowProgram::copy(const StructCopy& copy) {
  copy.emit(out_);
  note();
}

void RowProgram::go_to(const StructCopy& from, std::string_view pointer,
                       const StructCopy& copy) {
  from.load(out_, Reg::r3, pointer);
  this->copy(copy);
}

void RowProgram::go_to(const StructCopy& from, std::string_view pointer,
                       const StructCopy& copy, Assembler::Label null) {
  from.load(out_, Reg::r3, pointer);
  out_.jump_if(Condition::equal, Reg::r3, 0, null);
  this->copy(copy);
}

void RowProgram::go_to_element(const StructCopy& from, std::string_view array,
                               Reg number, const StructCopy& copy) {
  from.load(out_, Reg::r3, array);
  out_.move(Reg::r1, number);
  out_.shift_left(Reg::r1, std::countr_zero(sizeof(std::uint64_t)));
  out_.add(Reg::r3, Reg::r1);
  read(scratch, sizeof(std::uint64_t));
  out_.load(Reg::r3, scratch, Width::bytes_8);
  this->copy(copy);
}

void RowProgram::jump_if_failed(Assembler::Label to) {
  out_.load(Reg::r1, failures_, Width::bytes_8);
  out_.jump_if(Condition::not_equal, Reg::r1, 0, to);
}

RowProgram::Loop RowProgram::begin_loop(std::int32_t most) {
  const Loop loop{.next = out_.label(), .done = out_.label()};
  out_.move(Reg::r8, 0);
  out_.place(loop.next);
  out_.jump_if(Condition::greater_or_equal, Reg::r8, Reg::r7, loop.done);
  // The verifier need not know what is in r7.
  out_.jump_if(Condition::greater_or_equal, Reg::r8, most, loop.done);
  return loop;
}

void RowProgram::end_loop(const Loop& loop) {
  out_.add(Reg::r8, 1);
  out_.jump(loop.next);
  out_.place(loop.done);
}

std::vector<bpf_insn> RowProgram::finish() {
  out_.move(Reg::r1, seq);
  out_.move(Reg::r2, row_register);
  out_.move(Reg::r3, static_cast<std::int32_t>(row_size_));
  out_.call(BPF_FUNC_seq_write);
  return emit_end(out_, end_);
}

}  // namespace skep::iter
