#include <doctest/doctest.h>
#include <linux/bpf.h>

#include <array>
#include <string>

#include "src/disasm/helper_names.h"
#include "src/disasm/instruction.h"
#include "tests/insns.h"

namespace skep::disasm {
namespace {

using insns::insn;

struct Sample {
  bpf_insn insn;
  const char* text;
};

void check(std::initializer_list<Sample> samples) {
  for (const Sample& sample : samples)
    CHECK(text_of({&sample.insn, 1}) == sample.text);
}

TEST_CASE("arithmetic shows its registers and its width") {
  check({
      {insn(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 2), "(b7) r0 = 2"},
      {insn(BPF_ALU64 | BPF_ADD | BPF_K, 1, 0, 0, -8), "(07) r1 += -8"},
      {insn(BPF_ALU | BPF_XOR | BPF_X, 1, 2, 0, 0), "(ac) w1 ^= w2"},
      {insn(BPF_ALU64 | BPF_ARSH | BPF_K, 3, 0, 0, 32), "(c7) r3 s>>= 32"},
      {insn(BPF_ALU | BPF_NEG, 4, 0, 0, 0), "(84) w4 = -w4"},
      {insn(BPF_ALU64 | BPF_DIV | BPF_X, 1, 2, 1, 0), "(3f) r1 s/= r2"},
      {insn(BPF_ALU64 | BPF_MOD | BPF_K, 1, 0, 1, 3), "(97) r1 s%= 3"},
      {insn(BPF_ALU64 | BPF_MOD | BPF_K, 1, 0, 0, 3), "(97) r1 %= 3"},
  });
}

TEST_CASE("moves extend signs and change address spaces") {
  check({
      {insn(BPF_ALU64 | BPF_MOV | BPF_X, 1, 2, 0, 0), "(bf) r1 = r2"},
      {insn(BPF_ALU64 | BPF_MOV | BPF_X, 1, 2, 8, 0), "(bf) r1 = (s8)r2"},
      {insn(BPF_ALU | BPF_MOV | BPF_X, 1, 2, 16, 0), "(bc) w1 = (s16)w2"},
      {insn(BPF_ALU64 | BPF_MOV | BPF_X, 1, 2, 1, 1 << 16),
       "(bf) r1 = addr_space_cast(r2, 1, 0)"},
      {insn(BPF_ALU64 | BPF_MOV | BPF_X, 1, 2, -1, 0),
       "(bf) r1 = &(void __percpu *)(r2)"},
  });
}

TEST_CASE("byte orders are turned") {
  check({
      {insn(BPF_ALU | BPF_END | BPF_TO_BE, 1, 0, 0, 16), "(dc) r1 = be16 r1"},
      {insn(BPF_ALU | BPF_END | BPF_TO_LE, 1, 0, 0, 32), "(d4) r1 = le32 r1"},
      {insn(BPF_ALU64 | BPF_END, 1, 0, 0, 64), "(d7) r1 = bswap64 r1"},
  });
}

TEST_CASE("loads and stores show size, base and offset") {
  check({
      {insn(BPF_LDX | BPF_MEM | BPF_W, 1, 6, 4, 0),
       "(61) r1 = *(u32 *)(r6 +4)"},
      {insn(BPF_LDX | BPF_MEMSX | BPF_B, 1, 6, -1, 0),
       "(91) r1 = *(s8 *)(r6 -1)"},
      {insn(BPF_STX | BPF_MEM | BPF_DW, 10, 1, -8, 0),
       "(7b) *(u64 *)(r10 -8) = r1"},
      {insn(BPF_ST | BPF_MEM | BPF_H, 10, 0, -2, -1),
       "(6a) *(u16 *)(r10 -2) = -1"},
      {insn(BPF_ST | 0xc0, 0, 0, 0, 0), "(c2) nospec"},
      {insn(BPF_LD | BPF_ABS | BPF_H, 0, 0, 0, 12),
       "(28) r0 = *(u16 *)skb[12]"},
      {insn(BPF_LD | BPF_IND | BPF_B, 0, 7, 0, 2),
       "(50) r0 = *(u8 *)skb[r7 + 2]"},
  });
}

TEST_CASE("atomic operations are told from each other") {
  constexpr unsigned wide = BPF_STX | BPF_ATOMIC | BPF_DW;
  constexpr unsigned narrow = BPF_STX | BPF_ATOMIC | BPF_W;
  check({
      {insn(wide, 1, 2, 8, BPF_ADD), "(db) lock *(u64 *)(r1 +8) += r2"},
      {insn(narrow, 1, 2, 0, BPF_OR), "(c3) lock *(u32 *)(r1 +0) |= r2"},
      {insn(wide, 1, 2, 0, BPF_AND | BPF_FETCH),
       "(db) r2 = atomic64_fetch_and((u64 *)(r1 +0), r2)"},
      {insn(narrow, 1, 2, 0, BPF_XCHG),
       "(c3) r2 = atomic_xchg((u32 *)(r1 +0), r2)"},
      {insn(wide, 1, 2, 0, BPF_CMPXCHG),
       "(db) r0 = atomic64_cmpxchg((u64 *)(r1 +0), r0, r2)"},
      {insn(wide, 1, 2, 0, BPF_LOAD_ACQ),
       "(db) r1 = load_acquire((u64 *)(r2 +0))"},
      {insn(wide, 1, 2, 0, BPF_STORE_REL),
       "(db) store_release((u64 *)(r1 +0), r2)"},
  });
}

TEST_CASE("jumps show where to and on which condition") {
  check({
      {insn(BPF_JMP | BPF_JA, 0, 0, 7, 0), "(05) goto pc+7"},
      {insn(BPF_JMP32 | BPF_JA, 0, 0, 0, -7), "(06) gotol pc-7"},
      {insn(BPF_JMP | BPF_JA | BPF_X, 3, 0, 0, 0), "(0d) gotox r3"},
      {insn(BPF_JMP | BPF_JCOND, 0, 0, 2, 0), "(e5) may_goto pc+2"},
      {insn(BPF_JMP | BPF_JSLE | BPF_X, 1, 2, -3, 0),
       "(dd) if r1 s<= r2 goto pc-3"},
      {insn(BPF_JMP32 | BPF_JLT | BPF_K, 1, 0, 3, -1),
       "(a6) if w1 < 0xffffffff goto pc+3"},
      {insn(BPF_JMP | BPF_EXIT, 0, 0, 0, 0), "(95) exit"},
  });
}

TEST_CASE("calls have the names that are known") {
  const bpf_insn helper = insn(BPF_JMP | BPF_CALL, 0, 0, 0, 1);
  const bpf_insn own = insn(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_CALL, 5, 3);
  const bpf_insn far = insn(BPF_JMP | BPF_CALL, 0, 0, 0, 123456);
  check({{helper, "(85) call bpf_map_lookup_elem#1"},
         {own, "(85) call pc+3"},
         {far, "(85) call unknown#123456"}});
  const Meaning meaning{[](const bpf_insn& call) {
    return call.src_reg == BPF_PSEUDO_CALL ? "+5#mine" : "theirs";
  }};
  CHECK(text_of({&own, 1}, meaning) == "(85) call pc+5#mine");
  CHECK(text_of({&far, 1}, meaning) == "(85) call theirs#123456");
  CHECK(helper_name(12) == "tail_call");
  CHECK(helper_name(1'000'000) == std::nullopt);
}

std::string wide_text(unsigned kind, std::int32_t low, std::int32_t high) {
  const std::array<bpf_insn, 2> halves{
      insn(BPF_LD | BPF_IMM | BPF_DW, 1, kind, 0, low), insn(0, 0, 0, 0, high)};
  return text_of(halves);
}

TEST_CASE("wide loads show what they load") {
  CHECK(wide_text(0, -1, 1) == "(18) r1 = 0x1ffffffff");
  CHECK(wide_text(BPF_PSEUDO_MAP_FD, 7, 0) == "(18) r1 = map[id:7]");
  CHECK(wide_text(BPF_PSEUDO_MAP_VALUE, 7, 4) == "(18) r1 = map[id:7][0]+4");
  CHECK(wide_text(BPF_PSEUDO_FUNC, 9, 0) == "(18) r1 = subprog[+9]");
  const bpf_insn half = insn(BPF_LD | BPF_IMM | BPF_DW, 1, 0, 0, 1);
  CHECK(text_of({&half, 1}) == "BUG_ld_18");
}

TEST_CASE("any code has a text") {
  for (unsigned code = 0; code < 256; ++code)
    for (const std::int32_t imm : {0, 1, -1, 0x51}) {
      const std::array<bpf_insn, 2> any{insn(code, 15, 15, -1, imm),
                                        insn(code, 0, 0, 0, imm)};
      CHECK_FALSE(text_of(any).empty());
      CHECK_FALSE(text_of({any.data(), 1}).empty());
    }
  check({{insn(BPF_STX | BPF_ATOMIC | BPF_W, 0, 0, 0, 0x33), "BUG_c3"},
         {insn(BPF_LDX | BPF_ABS, 0, 0, 0, 0), "BUG_ldx_21"}});
}

}  // namespace
}  // namespace skep::disasm
