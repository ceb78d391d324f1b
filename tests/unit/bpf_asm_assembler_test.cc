// Instructions of BPF, beside those that the kernel's manual tells.
#include <doctest/doctest.h>

#include <stdexcept>

#include "src/bpf_asm/assembler.h"
#include "src/sys/error.h"

namespace skep::bpf_asm {
namespace {

struct Expected {
  unsigned code;
  unsigned to;
  unsigned from;
  int offset;
  int number;
};

void check_program(const Assembler& assembler,
                   const std::vector<Expected>& expected) {
  const auto program = assembler.finish();
  REQUIRE(program.size() == expected.size());
  for (std::size_t i = 0; i < program.size(); ++i) {
    CAPTURE(i);
    CHECK(unsigned{program[i].code} == expected[i].code);
    CHECK(unsigned{program[i].dst_reg} == expected[i].to);
    CHECK(unsigned{program[i].src_reg} == expected[i].from);
    CHECK(int{program[i].off} == expected[i].offset);
    CHECK(program[i].imm == expected[i].number);
  }
}

}  // namespace

TEST_CASE("numbers and registers are moved") {
  Assembler out;
  out.move(Reg::r1, Reg::frame);
  out.move(Reg::r0, -1);
  out.add(Reg::r1, -8);
  out.move_wide(Reg::r2, 0x123456789abcdef0U);
  check_program(out, {{0xbf, 1, 10, 0, 0},
                      {0xb7, 0, 0, 0, -1},
                      {0x07, 1, 0, 0, -8},
                      {0x18, 2, 0, 0, static_cast<int>(0x9abcdef0U)},
                      {0x00, 0, 0, 0, 0x12345678}});
}

TEST_CASE("memory is read and written in all widths") {
  Assembler out;
  out.load(Reg::r1, {Reg::r6, 16}, Width::bytes_8);
  out.load(Reg::r1, {Reg::r6, -2}, Width::bytes_2);
  out.store({Reg::r9, 4}, Reg::r1, Width::bytes_4);
  out.store({Reg::r9, 3}, 1, Width::bytes_1);
  check_program(out, {{0x79, 1, 6, 16, 0},
                      {0x69, 1, 6, -2, 0},
                      {0x63, 9, 1, 4, 0},
                      {0x72, 9, 0, 3, 1}});
}

TEST_CASE("a map and its value are named by the map's descriptor") {
  Assembler out;
  Fd map{123};
  out.load_value_of(Reg::r9, map);
  out.load_map(Reg::r1, map);
  (void)map.release();
  check_program(out, {{0x18, 9, BPF_PSEUDO_MAP_VALUE, 0, 123},
                      {0x00, 0, 0, 0, 0},
                      {0x18, 1, BPF_PSEUDO_MAP_FD, 0, 123},
                      {0x00, 0, 0, 0, 0}});
}

TEST_CASE("registers are computed of registers and numbers") {
  Assembler out;
  out.compute(Operation::add, Reg::r1, Reg::r2);
  out.compute(Operation::subtract, Reg::r3, Reg::r4);
  out.compute(Operation::bit_and, Reg::r5, -2);
  check_program(out,
                {{0x0f, 1, 2, 0, 0}, {0x1f, 3, 4, 0, 0}, {0x57, 5, 0, 0, -2}});
}

TEST_CASE("bits are shifted and bytes are turned round") {
  Assembler out;
  out.shift_left(Reg::r1, 3);
  out.shift_right(Reg::r1, 60, false);
  out.shift_right(Reg::r1, 60, true);
  out.from_network_order(Reg::r1, 16);
  check_program(out, {{0x67, 1, 0, 0, 3},
                      {0x77, 1, 0, 0, 60},
                      {0xc7, 1, 0, 0, 60},
                      {0xdc, 1, 0, 0, 16}});
}

TEST_CASE("jumps go to their labels, forth and back") {
  Assembler out;
  const auto start = out.label();
  const auto end = out.label();
  out.place(start);
  out.jump_if(Condition::equal, Reg::r1, 0, end);
  out.jump_if(Condition::signed_greater, Reg::r1, Reg::r2, start);
  out.jump(end);
  out.call(BPF_FUNC_seq_write);
  out.place(end);
  out.leave();
  check_program(out, {{0x15, 1, 0, 3, 0},
                      {0x6d, 1, 2, -2, 0},
                      {0x05, 0, 0, 1, 0},
                      {0x85, 0, 0, 0, 127},
                      {0x95, 0, 0, 0, 0}});
}

TEST_CASE("a label must stand somewhere, and not too far away") {
  Assembler lost;
  lost.jump(lost.label());
  CHECK_THROWS_AS((void)lost.finish(), std::logic_error);
  Assembler far;
  const auto end = far.label();
  far.jump(end);
  for (int i = 0; i < 32768; ++i) far.move(Reg::r0, i);
  far.place(end);
  far.leave();
  CHECK_THROWS_AS((void)far.finish(), Error);
}

TEST_CASE("numbers have widths that BPF has") {
  CHECK(width_of(2) == Width::bytes_2);
  CHECK_THROWS_AS((void)width_of(3), std::logic_error);
}

}  // namespace skep::bpf_asm
