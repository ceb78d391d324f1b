// The names of what programs call, from symbols of the kernel.
#include <doctest/doctest.h>
#include <linux/bpf.h>

#include <string>

#include "src/prog/call_names.h"
#include "src/sys/kallsyms.h"
#include "tests/unit/memory_file.h"

namespace skep::prog {
namespace {

constexpr std::uint64_t base = 0xffffffff81000100;

bpf_insn call_of(std::uint64_t address) {
  bpf_insn insn{};
  insn.code = BPF_JMP | BPF_CALL;
  insn.imm = static_cast<std::int32_t>(address - base);
  return insn;
}

bpf_insn call_of_function(std::int32_t number) {
  bpf_insn insn{};
  insn.code = BPF_JMP | BPF_CALL;
  insn.src_reg = BPF_PSEUDO_CALL;
  insn.off = 7;
  insn.imm = number;
  return insn;
}

}  // namespace

TEST_CASE("calls are named by the first symbol at their address") {
  const MemoryFile symbols{
      "ffffffff81000000 T before\n"
      "ffffffff81000000 T before_too\n"
      "ffffffff81000100 T __bpf_call_base\n"
      "ffffffff81000200 T behind\n"
      "ffffffff81000200 t behind_too\n"
      "ffffffffc0000000 t bpf_prog_0123_step\t[bpf]\n"};
  Code code;
  code.jited_starts = {0xffffffffc0000000};
  code.insns = {call_of(0xffffffff81000000), call_of(0xffffffff81000200),
                call_of(0xffffffff81000300), call_of_function(0),
                call_of_function(-2)};
  const CallNames names{code, symbols.path()};
  CHECK(names.text_of(code.insns[0]) == "before");
  CHECK(names.text_of(code.insns[1]) == "behind");
  CHECK(names.text_of(code.insns[2]) == "0xffffffff81000300");
  CHECK(names.text_of(code.insns[3]) == "+7#bpf_prog_0123_step");
  CHECK(names.text_of(code.insns[4]) == "+7#0xffffffff810000fe");
}

TEST_CASE("calls have no names where the kernel hides its addresses") {
  const MemoryFile symbols{
      "0000000000000000 T __bpf_call_base\n0000000000000000 T behind\n"};
  Code code;
  code.insns = {call_of(base + 16)};
  CHECK(CallNames{code, symbols.path()}.text_of(code.insns[0]) == "0x10");
}

TEST_CASE("symbols are read no farther than somebody asks") {
  const MemoryFile file{"1 T one\n2 T two\n3 T three\n"};
  std::string seen;
  for_each_kernel_symbol_while(file.path(), [&](const KernelSymbol& symbol) {
    seen += symbol.name;
    return symbol.name != "two";
  });
  CHECK(seen == "onetwo");
}

}  // namespace skep::prog
