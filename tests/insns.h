// BPF instructions for tests of all kinds.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <vector>

namespace skep::insns {

constexpr bpf_insn insn(unsigned code, unsigned dst, unsigned src,
                        std::int16_t off, std::int32_t imm) {
  return {.code = static_cast<__u8>(code),
          .dst_reg = static_cast<__u8>(dst & 0xfU),
          .src_reg = static_cast<__u8>(src & 0xfU),
          .off = off,
          .imm = imm};
}

// Those that the flow of control is made of.
inline constexpr bpf_insn add_one =
    insn(BPF_ALU64 | BPF_ADD | BPF_K, 1, 0, 0, 1);
inline constexpr bpf_insn leave = insn(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
inline constexpr bpf_insn throwing =
    insn(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_KFUNC_CALL, 0, 99);

constexpr bpf_insn set(unsigned reg, std::int32_t value) {
  return insn(BPF_ALU64 | BPF_MOV | BPF_K, reg, 0, 0, value);
}
constexpr bpf_insn jump(std::int16_t distance) {
  return insn(BPF_JMP | BPF_JA, 0, 0, distance, 0);
}
constexpr bpf_insn long_jump(std::int32_t distance) {
  return insn(BPF_JMP32 | BPF_JA, 0, 0, 0, distance);
}
constexpr bpf_insn jump_if(std::int16_t distance) {
  return insn(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, distance, 0);
}
constexpr bpf_insn jump_by(unsigned reg) {
  return insn(BPF_JMP | BPF_JA | BPF_X, reg, 0, 0, 0);
}
constexpr bpf_insn call(std::int16_t distance) {
  return insn(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_CALL, distance, 1);
}

// Add a load of 64 bits to a program.
inline void add_wide(std::vector<bpf_insn>& program, unsigned kind,
                     unsigned reg, std::int32_t low) {
  program.push_back(insn(BPF_LD | BPF_IMM | BPF_DW, reg, kind, 0, low));
  program.push_back(insn(0, 0, 0, 0, 0));
}

}  // namespace skep::insns
