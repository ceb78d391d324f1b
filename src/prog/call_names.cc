#include "src/prog/call_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "src/disasm/helper_names.h"
#include "src/sys/kallsyms.h"

namespace skep::prog {
namespace {

bool is_call(const bpf_insn& insn) { return insn.code == (BPF_JMP | BPF_CALL); }

// The kernel's symbols: kept until it is known which of them are called.
struct Symbols {
  struct Entry {
    std::uint64_t address;
    std::size_t name;
    std::size_t size;
  };

  void add(const KernelSymbol& symbol) {
    entries.push_back({symbol.address, names.size(), symbol.name.size()});
    names += symbol.name;
  }
  [[nodiscard]] std::string_view name_of(const Entry& entry) const {
    return std::string_view{names}.substr(entry.name, entry.size);
  }

  std::vector<Entry> entries;
  std::string names;
};

}  // namespace

CallNames::CallNames(const Code& code, const std::string& kallsyms)
    : code_(code) {
  if (std::any_of(code.insns.begin(), code.insns.end(), is_call))
    read(kallsyms);
}

void CallNames::read(const std::string& kallsyms) {
  Symbols symbols;
  for_each_kernel_symbol(kallsyms, [&](const KernelSymbol& symbol) {
    if (symbol.address == 0) return;
    if (symbol.name == "__bpf_call_base") base_ = symbol.address;
    symbols.add(symbol);
  });
  for (const bpf_insn& insn : code_.insns)
    if (is_call(insn)) names_[address_of(insn)];
  for (const Symbols::Entry& entry : symbols.entries)
    if (const auto wanted = names_.find(entry.address);
        wanted != names_.end() && wanted->second.empty())
      wanted->second = symbols.name_of(entry);
}

// A call within the program has the number of a function in place of a
// distance, once the program is compiled.
std::uint64_t CallNames::address_of(const bpf_insn& call) const {
  const auto number = static_cast<std::uint32_t>(call.imm);
  if (call.src_reg == BPF_PSEUDO_CALL && number < code_.jited_starts.size())
    return code_.jited_starts[number];
  return base_ + static_cast<std::uint64_t>(std::int64_t{call.imm});
}

std::string CallNames::name_of(const bpf_insn& call) const {
  if (call.src_reg == 0)
    if (const auto name =
            disasm::helper_name(static_cast<std::uint32_t>(call.imm)))
      return fmt::format("bpf_{}", *name);
  const auto found = names_.find(address_of(call));
  return found != names_.end() ? found->second : "";
}

std::string CallNames::text_of(const bpf_insn& call) const {
  const std::uint64_t address = address_of(call);
  const auto found = names_.find(address);
  std::string name = found != names_.end() && !found->second.empty()
                         ? found->second
                         : fmt::format("0x{:x}", address);
  if (call.src_reg != BPF_PSEUDO_CALL) return name;
  if (code_.jited_starts.empty()) return fmt::format("{:+}", call.off);
  return fmt::format("{:+}#{}", call.off, name);
}

}  // namespace skep::prog
