// The names of the functions that a program calls.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "src/prog/code.h"

namespace skep::prog {

class CallNames {
 public:
  // Find the names of all that `code` calls, which must outlive this.
  // Source: /proc/kallsyms, read only as far as something is left to find.
  //         Where it hides the addresses (kptr_restrict), there are no names.
  explicit CallNames(const Code& code,
                     const std::string& kallsyms = "/proc/kallsyms");

  // Return the name of what is called; empty if it is not known.
  [[nodiscard]] std::string name_of(const bpf_insn& call) const;

  // Return what the text of a call shows behind "call pc" or "call ".
  [[nodiscard]] std::string text_of(const bpf_insn& call) const;

 private:
  void read(const std::string& kallsyms);
  void name_own_functions();
  [[nodiscard]] bool leads_nowhere(const bpf_insn& call) const;
  [[nodiscard]] std::uint64_t address_of(const bpf_insn& call) const;

  const Code& code_;
  std::uint64_t base_ = 0;  // calls of the kernel's functions count from it
  std::unordered_map<std::uint64_t, std::string> names_;
};

}  // namespace skep::prog
