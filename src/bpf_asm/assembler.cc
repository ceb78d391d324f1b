#include "src/bpf_asm/assembler.h"

#include <stdexcept>

#include "src/sys/error.h"

namespace skep::bpf_asm {
namespace {

constexpr std::uint8_t load_wide = BPF_LD | BPF_DW;  // BPF_IMM is 0, too
constexpr std::uint8_t with_number = BPF_K;

struct Parts {
  unsigned code;
  Reg to = Reg::r0;
  Reg from = Reg::r0;
  std::int16_t offset = 0;
  std::int32_t number = 0;
};

bpf_insn instruction(const Parts& parts) {
  bpf_insn insn{};
  insn.code = static_cast<std::uint8_t>(parts.code);
  insn.dst_reg = static_cast<std::uint8_t>(parts.to) & 0x0fU;
  insn.src_reg = static_cast<std::uint8_t>(parts.from) & 0x0fU;
  insn.off = parts.offset;
  insn.imm = parts.number;
  return insn;
}

// In place of the source of a wide number: what it stands for.
constexpr auto source_is_map = static_cast<Reg>(BPF_PSEUDO_MAP_FD);
constexpr auto source_is_map_value = static_cast<Reg>(BPF_PSEUDO_MAP_VALUE);

unsigned bits_of(Width width) { return static_cast<unsigned>(width); }
unsigned bits_of(Operation operation) {
  return static_cast<unsigned>(operation);
}
unsigned bits_of(Condition condition) {
  return static_cast<unsigned>(condition);
}

}  // namespace

Width width_of(std::size_t size) {
  switch (size) {
    case 1:
      return Width::bytes_1;
    case 2:
      return Width::bytes_2;
    case 4:
      return Width::bytes_4;
    case 8:
      return Width::bytes_8;
    default:
      throw std::logic_error{"BPF has no numbers of this size"};
  }
}

Assembler::Label Assembler::label() {
  places_.push_back(nowhere);
  return Label{places_.size() - 1};
}

void Assembler::place(Label label) { places_[label.index_] = program_.size(); }

void Assembler::move(Reg to, Reg from) {
  program_.push_back(instruction(
      {.code = BPF_ALU64 | BPF_MOV | BPF_X, .to = to, .from = from}));
}

void Assembler::move(Reg to, std::int32_t number) {
  program_.push_back(instruction(
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .to = to, .number = number}));
}

void Assembler::move_wide(Reg to, std::uint64_t number) {
  program_.push_back(instruction({.code = load_wide,
                                  .to = to,
                                  .number = static_cast<std::int32_t>(
                                      static_cast<std::uint32_t>(number))}));
  program_.push_back(
      instruction({.code = 0,
                   .number = static_cast<std::int32_t>(
                       static_cast<std::uint32_t>(number >> 32U))}));
}

void Assembler::add(Reg to, Reg from) {
  program_.push_back(instruction(
      {.code = BPF_ALU64 | BPF_ADD | BPF_X, .to = to, .from = from}));
}

void Assembler::add(Reg to, std::int32_t number) {
  compute(Operation::add, to, number);
}

void Assembler::compute(Operation operation, Reg to, Reg from) {
  program_.push_back(
      instruction({.code = BPF_ALU64 | bits_of(operation) | BPF_X,
                   .to = to,
                   .from = from}));
}

void Assembler::compute(Operation operation, Reg to, std::int32_t number) {
  program_.push_back(
      instruction({.code = BPF_ALU64 | bits_of(operation) | with_number,
                   .to = to,
                   .number = number}));
}

void Assembler::load(Reg to, Memory from, Width width) {
  program_.push_back(instruction({.code = BPF_LDX | BPF_MEM | bits_of(width),
                                  .to = to,
                                  .from = from.base,
                                  .offset = from.offset}));
}

void Assembler::store(Memory to, Reg from, Width width) {
  program_.push_back(instruction({.code = BPF_STX | BPF_MEM | bits_of(width),
                                  .to = to.base,
                                  .from = from,
                                  .offset = to.offset}));
}

void Assembler::store(Memory to, std::int32_t number, Width width) {
  program_.push_back(instruction({.code = BPF_ST | BPF_MEM | bits_of(width),
                                  .to = to.base,
                                  .offset = to.offset,
                                  .number = number}));
}

void Assembler::load_value_of(Reg to, const Fd& map) {
  program_.push_back(instruction({.code = load_wide,
                                  .to = to,
                                  .from = source_is_map_value,
                                  .number = map.get()}));
  program_.push_back(instruction({.code = 0}));
}

void Assembler::load_map(Reg to, const Fd& map) {
  program_.push_back(instruction({.code = load_wide,
                                  .to = to,
                                  .from = source_is_map,
                                  .number = map.get()}));
  program_.push_back(instruction({.code = 0}));
}

void Assembler::shift_left(Reg reg, unsigned bits) {
  program_.push_back(instruction({.code = BPF_ALU64 | BPF_LSH | BPF_K,
                                  .to = reg,
                                  .number = static_cast<std::int32_t>(bits)}));
}

void Assembler::shift_right(Reg reg, unsigned bits, bool is_signed) {
  const unsigned shift = is_signed ? BPF_ARSH : BPF_RSH;
  program_.push_back(instruction({.code = BPF_ALU64 | shift | BPF_K,
                                  .to = reg,
                                  .number = static_cast<std::int32_t>(bits)}));
}

void Assembler::from_network_order(Reg reg, unsigned bits) {
  program_.push_back(instruction({.code = BPF_ALU | BPF_END | BPF_TO_BE,
                                  .to = reg,
                                  .number = static_cast<std::int32_t>(bits)}));
}

void Assembler::call(bpf_func_id helper) {
  program_.push_back(instruction(
      {.code = BPF_JMP | BPF_CALL, .number = static_cast<int>(helper)}));
}

void Assembler::jump(Label to) {
  add_jump(BPF_JMP | BPF_JA, Reg::r0, Reg::r0, 0, to);
}

void Assembler::jump_if(Condition condition, Reg left, std::int32_t right,
                        Label to) {
  add_jump(static_cast<std::uint8_t>(BPF_JMP | bits_of(condition) | BPF_K),
           left, Reg::r0, right, to);
}

void Assembler::jump_if(Condition condition, Reg left, Reg right, Label to) {
  add_jump(static_cast<std::uint8_t>(BPF_JMP | bits_of(condition) | BPF_X),
           left, right, 0, to);
}

void Assembler::leave() {
  program_.push_back(instruction({.code = BPF_JMP | BPF_EXIT}));
}

void Assembler::add_jump(std::uint8_t code, Reg left, Reg right,
                         std::int32_t number, Label to) {
  jumps_.push_back({program_.size(), to.index_});
  program_.push_back(
      instruction({.code = code, .to = left, .from = right, .number = number}));
}

std::vector<bpf_insn> Assembler::finish() const {
  std::vector<bpf_insn> program = program_;
  for (const Jump& jump : jumps_) {
    const std::size_t place = places_[jump.label];
    if (place == nowhere) throw std::logic_error{"a label stands nowhere"};
    const auto distance = static_cast<std::ptrdiff_t>(place) -
                          static_cast<std::ptrdiff_t>(jump.from) - 1;
    const auto offset = static_cast<std::int16_t>(distance);
    if (offset != distance)
      throw failure("the program is too long: it jumps over {} instructions",
                    distance);
    program[jump.from].off = offset;
  }
  return program;
}

}  // namespace skep::bpf_asm
