// The part of a program that tests one field of a row.
#pragma once

#include "src/bpf_asm/assembler.h"
#include "src/btf/btf.h"
#include "src/iter/projection.h"

namespace skep::iter {

using bpf_asm::Assembler;
using bpf_asm::Reg;

struct TestPlace {
  Reg row;                  // points to the row; r1 and r2 are free
  Assembler::Label failed;  // where to go on if the test does not hold
};

// Load the number of a column, which is in the row, into r1: with 64 bits, its
// sign extended, and in our byte order.
void emit_load_number(Assembler& out, btf::BtfView kernel, const Column& column,
                      Reg row);

// Write the instructions for a test of a column that is in the row already. A
// field that the object has not passes no test.
void emit_test(Assembler& out, btf::BtfView kernel,
               const Projection& projection, const Test& test,
               const TestPlace& place);

}  // namespace skep::iter
