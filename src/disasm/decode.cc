#include "src/disasm/decode.h"

#include <array>

namespace skep::disasm {
namespace {

constexpr std::array<std::string_view, 8> groups{
    "ld", "ldx", "st", "stx", "alu", "jmp", "jmp32", "alu64"};

constexpr std::array<std::string_view, 16> alu_ops{
    "add", "sub", "mul", "div", "or",   "and", "lsh", "rsh",
    "neg", "mod", "xor", "mov", "arsh", "end", "?",   "?"};

constexpr std::array<std::string_view, 16> jump_ops{
    "ja",   "jeq",  "jgt", "jge", "jset", "jne",  "jsgt",  "jsge",
    "call", "exit", "jlt", "jle", "jslt", "jsle", "jcond", "?"};

constexpr std::array<std::string_view, 8> modes{"imm",   "abs", "ind",    "mem",
                                                "memsx", "?",   "atomic", "?"};

// The sizes of u32, u16, u8 and u64, by the two bits of the code.
constexpr std::array<unsigned, 4> sizes{4, 2, 1, 8};

CodeParts memory_parts(const bpf_insn& insn, std::string_view group) {
  CodeParts parts{.group = group,
                  .op = {},
                  .source = {},
                  .mode = modes[BPF_MODE(insn.code) >> 5U],
                  .size = sizes[BPF_SIZE(insn.code) >> 3U]};
  if (parts.mode == "atomic") parts.op = atomic_op(insn.imm);
  return parts;
}

}  // namespace

std::string_view atomic_op(std::int32_t number) {
  switch (number) {
    case BPF_ADD:
      return "add";
    case BPF_AND:
      return "and";
    case BPF_OR:
      return "or";
    case BPF_XOR:
      return "xor";
    case BPF_ADD | BPF_FETCH:
      return "fetch_add";
    case BPF_AND | BPF_FETCH:
      return "fetch_and";
    case BPF_OR | BPF_FETCH:
      return "fetch_or";
    case BPF_XOR | BPF_FETCH:
      return "fetch_xor";
    case BPF_XCHG:
      return "xchg";
    case BPF_CMPXCHG:
      return "cmpxchg";
    case BPF_LOAD_ACQ:
      return "load_acq";
    case BPF_STORE_REL:
      return "store_rel";
    default:
      return "?";
  }
}

CodeParts parts_of(const bpf_insn& insn) {
  const std::uint8_t kind = BPF_CLASS(insn.code);
  const std::string_view group = groups[kind];
  if (kind < BPF_ALU) return memory_parts(insn, group);
  const bool is_jump = kind == BPF_JMP || kind == BPF_JMP32;
  const std::size_t op = BPF_OP(insn.code) >> 4U;
  return {.group = group,
          .op = is_jump ? jump_ops[op] : alu_ops[op],
          .source = BPF_SRC(insn.code) == BPF_X ? "reg" : "imm",
          .mode = {}};
}

}  // namespace skep::disasm
