// BPF instructions as text, in the words of the verifier's log and of bpftool.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace skep::disasm {

// What the numbers in instructions mean, as far as the caller knows. A function
// that is missing or returns "" leaves it to the number.
struct Meaning {
  // Return what stands behind `call pc` or `call `, the number of the helper
  // excluded: "+5#my_func", "my_kfunc".
  std::function<std::string(const bpf_insn&)> call = nullptr;
};

// Is it the first half of a load of 64 bits, which takes two instructions?
[[nodiscard]] bool is_wide(const bpf_insn& insn);

// Return the first instruction of `code` as text: "(b7) r0 = 2". The second
// half of a wide one is part of it.
// Shape:  an instruction that is none is "BUG_xx", xx being its code.
[[nodiscard]] std::string text_of(std::span<const bpf_insn> code,
                                  const Meaning& meaning = {});

}  // namespace skep::disasm
