#include "src/disasm/instruction.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "src/disasm/decode.h"
#include "src/disasm/helper_names.h"

namespace skep::disasm {
namespace {

// Known to the kernel alone: a barrier against speculation.
constexpr std::uint8_t mode_nospec = 0xc0;

// What `off` makes of a move of 64 bits.
constexpr std::int16_t cast_between_spaces = 1;
constexpr std::int16_t address_on_this_cpu = -1;

constexpr std::array<std::string_view, 16> alu_names{
    "+=",  "-=", "*=", "/=", "|=",   "&=",     "<<=", ">>=",
    "neg", "%=", "^=", "=",  "s>>=", "endian", "?",   "?"};

constexpr std::array<std::string_view, 16> jump_names{
    "jmp",  "==",   ">", ">=", "&",  "!=",  "s>",    "s>=",
    "call", "exit", "<", "<=", "s<", "s<=", "jcond", "?"};

// Indexed by the two bits of the code.
constexpr std::array<std::string_view, 4> sizes{"u32", "u16", "u8", "u64"};
constexpr std::array<std::string_view, 4> signed_sizes{"s32", "s16", "s8",
                                                       "s64"};

std::string_view size_of(const bpf_insn& insn) {
  return sizes[BPF_SIZE(insn.code) >> 3U];
}

bool is_register(const bpf_insn& insn) { return BPF_SRC(insn.code) == BPF_X; }

char width_of(const bpf_insn& insn) {
  const std::uint8_t kind = BPF_CLASS(insn.code);
  return kind == BPF_ALU || kind == BPF_JMP32 ? 'w' : 'r';
}

std::string bug(const bpf_insn& insn, std::string_view kind = "") {
  return fmt::format("BUG_{}{:02x}", kind, insn.code);
}

// "*(u64 *)(r10 -8)"
std::string place(std::string_view size, std::uint8_t base,
                  std::int16_t offset) {
  return fmt::format("*({} *)(r{} {:+})", size, base, offset);
}

// The same in parentheses, as functions take it.
std::string operand(const bpf_insn& insn, std::uint8_t base) {
  return fmt::format("({} *)(r{} {:+})", size_of(insn), base, insn.off);
}

std::string with_code(const bpf_insn& insn, std::string_view text) {
  return fmt::format("({:02x}) {}", insn.code, text);
}

// ---- arithmetic

std::string end_text(const bpf_insn& insn) {
  std::string_view name = is_register(insn) ? "be" : "le";
  if (BPF_CLASS(insn.code) == BPF_ALU64) name = "bswap";
  return with_code(
      insn, fmt::format("r{0} = {1}{2} r{0}", insn.dst_reg, name, insn.imm));
}

std::string_view alu_name(const bpf_insn& insn) {
  const std::uint8_t op = BPF_OP(insn.code);
  if (insn.off == 1 && op == BPF_DIV) return "s/=";
  if (insn.off == 1 && op == BPF_MOD) return "s%=";
  return alu_names[op >> 4U];
}

// The cast of a move that extends the sign of 8, 16 or 32 bits.
std::string extension_of(const bpf_insn& insn) {
  if (BPF_OP(insn.code) != BPF_MOV) return "";
  if (insn.off != 8 && insn.off != 16 && insn.off != 32) return "";
  return fmt::format("(s{})", insn.off);
}

bool is_move_of_64_bits(const bpf_insn& insn) {
  return insn.code == (BPF_ALU64 | BPF_MOV | BPF_X);
}

std::string alu_text(const bpf_insn& insn) {
  const char width = width_of(insn);
  const std::uint8_t op = BPF_OP(insn.code);
  if (op == BPF_END) return end_text(insn);
  if (op == BPF_NEG)
    return with_code(insn,
                     fmt::format("{0}{1} = -{0}{1}", width, insn.dst_reg));
  if (is_move_of_64_bits(insn) && insn.off == cast_between_spaces) {
    const auto spaces = static_cast<std::uint32_t>(insn.imm);
    return with_code(
        insn, fmt::format("r{} = addr_space_cast(r{}, {}, {})", insn.dst_reg,
                          insn.src_reg, spaces >> 16U, spaces & 0xffffU));
  }
  if (is_move_of_64_bits(insn) && insn.off == address_on_this_cpu)
    return with_code(insn, fmt::format("r{} = &(void __percpu *)(r{})",
                                       insn.dst_reg, insn.src_reg));
  if (is_register(insn))
    return with_code(
        insn, fmt::format("{0}{1} {2} {3}{0}{4}", width, insn.dst_reg,
                          alu_name(insn), extension_of(insn), insn.src_reg));
  return with_code(insn, fmt::format("{}{} {} {}", width, insn.dst_reg,
                                     alu_name(insn), insn.imm));
}

// ---- memory

std::string atomic_text(const bpf_insn& insn) {
  const std::string_view bits = BPF_SIZE(insn.code) == BPF_DW ? "64" : "";
  const std::uint8_t dst = insn.dst_reg;
  const std::uint8_t src = insn.src_reg;
  switch (insn.imm) {
    case BPF_ADD:
    case BPF_AND:
    case BPF_OR:
    case BPF_XOR:
      return fmt::format("lock {} {} r{}", place(size_of(insn), dst, insn.off),
                         alu_names[static_cast<std::uint32_t>(insn.imm) >> 4U],
                         src);
    case BPF_ADD | BPF_FETCH:
    case BPF_AND | BPF_FETCH:
    case BPF_OR | BPF_FETCH:
    case BPF_XOR | BPF_FETCH:
      return fmt::format("r{} = atomic{}_{}({}, r{})", src, bits,
                         atomic_op(insn.imm), operand(insn, dst), src);
    case BPF_CMPXCHG:
      return fmt::format("r0 = atomic{}_cmpxchg({}, r0, r{})", bits,
                         operand(insn, dst), src);
    case BPF_XCHG:
      return fmt::format("r{} = atomic{}_xchg({}, r{})", src, bits,
                         operand(insn, dst), src);
    case BPF_LOAD_ACQ:
      return fmt::format("r{} = load_acquire({})", dst, operand(insn, src));
    case BPF_STORE_REL:
      return fmt::format("store_release({}, r{})", operand(insn, dst), src);
    default:
      return "";
  }
}

std::string stx_text(const bpf_insn& insn) {
  if (BPF_MODE(insn.code) == BPF_MEM)
    return with_code(
        insn,
        fmt::format("{} = r{}", place(size_of(insn), insn.dst_reg, insn.off),
                    insn.src_reg));
  if (BPF_MODE(insn.code) != BPF_ATOMIC) return bug(insn);
  const std::string text = atomic_text(insn);
  return text.empty() ? bug(insn) : with_code(insn, text);
}

std::string st_text(const bpf_insn& insn) {
  if (BPF_MODE(insn.code) == BPF_MEM)
    return with_code(
        insn,
        fmt::format("{} = {}", place(size_of(insn), insn.dst_reg, insn.off),
                    insn.imm));
  if (BPF_MODE(insn.code) == mode_nospec) return with_code(insn, "nospec");
  return bug(insn, "st_");
}

std::string ldx_text(const bpf_insn& insn) {
  const std::uint8_t mode = BPF_MODE(insn.code);
  if (mode != BPF_MEM && mode != BPF_MEMSX) return bug(insn, "ldx_");
  const std::string_view size =
      mode == BPF_MEM ? size_of(insn) : signed_sizes[BPF_SIZE(insn.code) >> 3U];
  return with_code(insn, fmt::format("r{} = {}", insn.dst_reg,
                                     place(size, insn.src_reg, insn.off)));
}

std::string wide_text(const bpf_insn& insn, std::int32_t upper) {
  const auto low = static_cast<std::uint32_t>(insn.imm);
  const auto high = std::uint64_t{static_cast<std::uint32_t>(upper)} << 32U;
  switch (insn.src_reg) {
    case BPF_PSEUDO_MAP_FD:
      return fmt::format("map[id:{}]", insn.imm);
    case BPF_PSEUDO_MAP_VALUE:
      return fmt::format("map[id:{}][0]+{}", insn.imm, upper);
    case BPF_PSEUDO_MAP_IDX_VALUE:
      return fmt::format("map[idx:{}]+{}", insn.imm, upper);
    case BPF_PSEUDO_FUNC:
      return fmt::format("subprog[{:+}]", insn.imm);
    default:
      return fmt::format("0x{:x}", high | low);
  }
}

std::string ld_text(std::span<const bpf_insn> code) {
  const bpf_insn& insn = code.front();
  switch (BPF_MODE(insn.code)) {
    case BPF_ABS:
      return with_code(
          insn, fmt::format("r0 = *({} *)skb[{}]", size_of(insn), insn.imm));
    case BPF_IND:
      return with_code(insn,
                       fmt::format("r0 = *({} *)skb[r{} + {}]", size_of(insn),
                                   insn.src_reg, insn.imm));
    default:
      break;
  }
  if (!is_wide(insn) || code.size() < 2) return bug(insn, "ld_");
  return with_code(insn, fmt::format("r{} = {}", insn.dst_reg,
                                     wide_text(insn, code[1].imm)));
}

// ---- jumps

std::string call_text(const bpf_insn& insn, const Meaning& meaning) {
  const bool is_own = insn.src_reg == BPF_PSEUDO_CALL;
  std::string target;
  if (insn.src_reg == 0)
    if (const auto name = helper_name(static_cast<std::uint32_t>(insn.imm)))
      target = fmt::format("bpf_{}", *name);
  if (target.empty() && meaning.call) target = meaning.call(insn);
  if (is_own)
    return target.empty() ? fmt::format("call pc{:+}", insn.imm)
                          : "call pc" + target;
  if (target.empty())
    target =
        insn.src_reg == BPF_PSEUDO_KFUNC_CALL ? "kernel-function" : "unknown";
  return fmt::format("call {}#{}", target, insn.imm);
}

// The jumps that have no condition; "" for others.
std::string plain_jump_text(const bpf_insn& insn) {
  switch (insn.code) {
    case BPF_JMP | BPF_JA:
      return fmt::format("goto pc{:+}", insn.off);
    case BPF_JMP | BPF_JA | BPF_X:
      return fmt::format("gotox r{}", insn.dst_reg);
    case BPF_JMP32 | BPF_JA:
      return fmt::format("gotol pc{:+}", insn.imm);
    case BPF_JMP | BPF_EXIT:
      return "exit";
    case BPF_JMP | BPF_JCOND:
      if (insn.src_reg != 0) return "";
      return fmt::format("may_goto pc{:+}", insn.off);
    default:
      return "";
  }
}

std::string jump_text(const bpf_insn& insn, const Meaning& meaning) {
  const std::uint8_t op = BPF_OP(insn.code);
  if (op == BPF_CALL) return with_code(insn, call_text(insn, meaning));
  if (const std::string plain = plain_jump_text(insn); !plain.empty())
    return with_code(insn, plain);
  const std::string_view name = jump_names[op >> 4U];
  const char width = width_of(insn);
  if (is_register(insn))
    return with_code(insn,
                     fmt::format("if {0}{1} {2} {0}{3} goto pc{4:+}", width,
                                 insn.dst_reg, name, insn.src_reg, insn.off));
  return with_code(
      insn, fmt::format("if {}{} {} 0x{:x} goto pc{:+}", width, insn.dst_reg,
                        name, static_cast<std::uint32_t>(insn.imm), insn.off));
}

}  // namespace

bool is_wide(const bpf_insn& insn) {
  return insn.code == (BPF_LD | BPF_IMM | BPF_DW);
}

std::string text_of(std::span<const bpf_insn> code, const Meaning& meaning) {
  const bpf_insn& insn = code.front();
  switch (BPF_CLASS(insn.code)) {
    case BPF_ALU:
    case BPF_ALU64:
      return alu_text(insn);
    case BPF_STX:
      return stx_text(insn);
    case BPF_ST:
      return st_text(insn);
    case BPF_LDX:
      return ldx_text(insn);
    case BPF_LD:
      return ld_text(code);
    default:  // BPF_JMP, BPF_JMP32: the class has three bits
      return jump_text(insn, meaning);
  }
}

}  // namespace skep::disasm
