// Writes instructions of BPF.
#pragma once

#include <linux/bpf.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "src/sys/fd.h"

namespace skep::bpf_asm {

// r0: results; r1 to r5: arguments, lost in calls; r6 to r9 outlive calls.
enum class Reg : std::uint8_t { r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, frame };

// The bytes of a value in memory.
enum class Width : std::uint8_t {
  bytes_1 = BPF_B,
  bytes_2 = BPF_H,
  bytes_4 = BPF_W,
  bytes_8 = BPF_DW,
};

// Return the width of so many bytes: 1, 2, 4 or 8.
[[nodiscard]] Width width_of(std::size_t size);

enum class Condition : std::uint8_t {
  equal = BPF_JEQ,
  not_equal = BPF_JNE,
  less = BPF_JLT,
  less_or_equal = BPF_JLE,
  greater = BPF_JGT,
  greater_or_equal = BPF_JGE,
  signed_less = BPF_JSLT,
  signed_less_or_equal = BPF_JSLE,
  signed_greater = BPF_JSGT,
  signed_greater_or_equal = BPF_JSGE,
};

enum class Operation : std::uint8_t {
  add = BPF_ADD,
  subtract = BPF_SUB,
  multiply = BPF_MUL,
  bit_and = BPF_AND,
  bit_or = BPF_OR,
  bit_xor = BPF_XOR,
};

// A place in memory: what a register points to, and an offset.
struct Memory {
  Reg base;
  std::int16_t offset = 0;
};

// A program that grows by one instruction a call. All numbers are of 64 bits;
// immediate ones have 32, whose sign is extended.
class Assembler {
 public:
  // A place in the program to jump to.
  class Label {
    friend class Assembler;
    explicit Label(std::size_t index) : index_(index) {}
    std::size_t index_;
  };

  // Make a label that stands nowhere yet.
  [[nodiscard]] Label label();
  // Let a label stand here; once for each label that is jumped to.
  void place(Label label);

  void move(Reg to, Reg from);
  void move(Reg to, std::int32_t number);
  // Load a number of any size.
  void move_wide(Reg to, std::uint64_t number);
  void add(Reg to, Reg from);
  void add(Reg to, std::int32_t number);
  // Let `to` be what the operation makes of it and the other number.
  void compute(Operation operation, Reg to, Reg from);
  void compute(Operation operation, Reg to, std::int32_t number);
  void load(Reg to, Memory from, Width width);
  void store(Memory to, Reg from, Width width);
  void store(Memory to, std::int32_t number, Width width);
  // Load the address of the only value of an array map. The map must stay open
  // until the program is loaded.
  void load_value_of(Reg to, const Fd& map);
  // Load what stands for a map in calls. The same holds for it.
  void load_map(Reg to, const Fd& map);
  void shift_left(Reg reg, unsigned bits);
  // Shift the highest bits down; with `is_signed`, copies of the first one
  // follow.
  void shift_right(Reg reg, unsigned bits, bool is_signed);
  // Turn the low 16, 32 or 64 bits from network order to ours; clear the rest.
  void from_network_order(Reg reg, unsigned bits);
  // Call BPF_FUNC_*.
  void call(bpf_func_id helper);
  void jump(Label to);
  void jump_if(Condition condition, Reg left, std::int32_t right, Label to);
  void jump_if(Condition condition, Reg left, Reg right, Label to);
  // End the program with what is in r0.
  void leave();

  // Return the program.
  // Errors: std::logic_error for a label that stands nowhere; Error when a
  //         jump is too far.
  [[nodiscard]] std::vector<bpf_insn> finish() const;

 private:
  static constexpr std::size_t nowhere =
      std::numeric_limits<std::size_t>::max();

  struct Jump {
    std::size_t from;  // the instruction
    std::size_t label;
  };

  void add_jump(std::uint8_t code, Reg left, Reg right, std::int32_t number,
                Label to);

  std::vector<bpf_insn> program_;
  std::vector<std::size_t> places_;  // of the labels
  std::vector<Jump> jumps_;
};

}  // namespace skep::bpf_asm
