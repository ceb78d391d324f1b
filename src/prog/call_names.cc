#include "src/prog/call_names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "src/disasm/helper_names.h"
#include "src/sys/file.h"
#include "src/sys/kallsyms.h"

namespace skep::prog {
namespace {

bool is_call(const bpf_insn& insn) { return insn.code == (BPF_JMP | BPF_CALL); }

bool is_own_call(const bpf_insn& insn) {
  return is_call(insn) && insn.src_reg == BPF_PSEUDO_CALL;
}

// The kernel's symbols, as long as it is not known which of them are called.
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

// Does kallsyms have the functions of programs? Only root may know.
bool lists_programs() {
  const auto says = [](const char* sysctl, std::string_view value) {
    return read_small_file(fmt::format("/proc/sys/net/core/{}", sysctl)) ==
           value;
  };
  return says("bpf_jit_kallsyms", "1\n") && says("bpf_jit_harden", "0\n");
}

// Return what kallsyms calls a function of a program: bpf_prog_TAG_NAME. Empty:
// the name may be longer than the kernel's room for it.
std::string symbol_of(const std::array<Byte, BPF_TAG_SIZE>& tag,
                      std::string_view name) {
  constexpr std::size_t longest = 100;
  if (name.empty() || name.size() > longest) return {};
  return fmt::format("bpf_prog_{:02x}_{}", fmt::join(tag, ""), name);
}

}  // namespace

CallNames::CallNames(const Code& code, const std::string& kallsyms)
    : code_(code) {
  if (std::any_of(code.insns.begin(), code.insns.end(), is_own_call))
    name_own_functions();
  if (std::any_of(code.insns.begin(), code.insns.end(), is_call))
    read(kallsyms);
}

// These are the last ones in kallsyms: to know them spares reading all of it.
void CallNames::name_own_functions() {
  const std::size_t count = code_.jited_starts.size();
  if (!code_.types || code_.functions.size() != count ||
      code_.tags.size() != count || !lists_programs())
    return;
  for (std::size_t i = 0; i < count; ++i) {
    const btf_type* type = code_.types->type(code_.functions[i].type_id);
    if (type == nullptr || code_.jited_starts[i] == 0) continue;
    names_[code_.jited_starts[i]] =
        symbol_of(code_.tags[i], code_.types->name(*type));
  }
}

// The kernel has 16 bits for how far a call goes, and calls of farther
// functions are shown without the number of any.
bool CallNames::leads_nowhere(const bpf_insn& call) const {
  return is_own_call(call) && call.imm < 0 && !code_.jited_starts.empty();
}

void CallNames::read(const std::string& kallsyms) {
  Symbols before_base;
  std::size_t missing = 0;
  const auto take = [&](std::uint64_t address, std::string_view name) {
    const auto wanted = names_.find(address);
    if (wanted == names_.end() || !wanted->second.empty()) return;
    wanted->second = name;
    --missing;
  };
  const auto find_wanted = [&] {
    for (const bpf_insn& insn : code_.insns)
      if (is_call(insn) && !leads_nowhere(insn)) names_[address_of(insn)];
    for (const auto& [address, name] : names_) missing += name.empty() ? 1 : 0;
    for (const Symbols::Entry& entry : before_base.entries)
      take(entry.address, before_base.name_of(entry));
    before_base = {};
  };
  for_each_kernel_symbol_while(kallsyms, [&](const KernelSymbol& symbol) {
    if (symbol.address == 0) return true;
    if (base_ != 0) {
      take(symbol.address, symbol.name);
      return missing > 0;
    }
    before_base.add(symbol);
    if (symbol.name != "__bpf_call_base") return true;
    base_ = symbol.address;
    find_wanted();
    return missing > 0;
  });
  if (base_ == 0) find_wanted();
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
