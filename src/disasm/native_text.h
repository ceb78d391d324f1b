// How native instructions are spelled.
#pragma once

#include <string>
#include <string_view>

#include "src/disasm/native.h"

namespace skep::disasm {

// Return operands as LLVM spells them, of Capstone's: "16(%rax,%rbx,8)" for
// "0x10(%rax, %rbx, 8)". With `byte_immediate`, an immediate value is a byte
// with a sign, as it is in the instruction.
[[nodiscard]] std::string respelled(std::string_view operands,
                                    bool byte_immediate = false);

// Return what stands for bytes that are no instruction.
[[nodiscard]] NativeInsn unknown_insn(Machine machine, ByteView code);

}  // namespace skep::disasm
