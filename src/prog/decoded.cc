#include "src/prog/decoded.h"

#include <string>
#include <string_view>

#include "src/disasm/decode.h"
#include "src/disasm/flow.h"
#include "src/disasm/instruction.h"

namespace skep::prog {
namespace {

void print_parts(Writer& out, const bpf_insn& insn) {
  const disasm::CodeParts parts = disasm::parts_of(insn);
  out.field("class", parts.group, "       class {}");
  if (!parts.op.empty()) out.field("op", parts.op, "  op {}");
  if (!parts.source.empty()) out.field("source", parts.source, "  source {}");
  if (!parts.mode.empty()) out.field("mode", parts.mode, "  mode {}");
  if (parts.size != 0) out.field("size", parts.size, "  size {}");
  out.field("dst", +insn.dst_reg, "  dst {}");
  out.field("src", +insn.src_reg, "  src {}");
  out.field("off", insn.off, "  off {}");
}

bool loads_map(const bpf_insn& insn) {
  return insn.src_reg == BPF_PSEUDO_MAP_FD ||
         insn.src_reg == BPF_PSEUDO_MAP_VALUE;
}

// A wide instruction has 64 bits: a number, or a map and a place in its value.
void print_number(Writer& out, std::span<const bpf_insn> insn) {
  const std::int32_t low = insn.front().imm;
  if (insn.size() < 2) return out.field("imm", low, "  imm {}");
  const auto high = static_cast<std::uint32_t>(insn[1].imm);
  if (loads_map(insn.front())) {
    out.field("map_id", low, "  map_id {}");
    return out.field("map_offset", high, "  map_offset {}");
  }
  const std::uint64_t number =
      std::uint64_t{high} << 32U | static_cast<std::uint32_t>(low);
  out.field("imm", number, "  imm {}");
}

std::vector<std::size_t> starts_of(const Code& code) {
  std::vector<std::size_t> starts;
  for (const bpf_func_info& function : code.functions)
    starts.push_back(function.insn_off);
  return starts;
}

void print_way(Writer& out, const Code& code, const CallNames& names,
               std::size_t at) {
  const bpf_insn& insn = code.insns[at];
  std::size_t target = disasm::jump_target(code.insns, at);
  if (target == disasm::nowhere)
    target = disasm::function_target(code.insns, at, starts_of(code));
  if (target != disasm::nowhere) out.field("target", target, "  target {}");
  if (insn.code != (BPF_JMP | BPF_CALL)) return;
  const std::string name = names.name_of(insn);
  if (!name.empty()) out.field("name", name, "  name {}");
}

}  // namespace

void print_decoded(Writer& out, const Code& code, const CallNames& names,
                   std::size_t at) {
  const auto object = out.object("decoded");
  const std::span<const bpf_insn> insns{code.insns};
  const std::size_t count =
      disasm::is_wide(insns[at]) && at + 1 < insns.size() ? 2 : 1;
  print_parts(out, insns[at]);
  print_number(out, insns.subspan(at, count));
  print_way(out, code, names, at);
  out.layout("\n");
}

}  // namespace skep::prog
