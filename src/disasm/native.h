// Native instructions as text. Capstone reads them, which a build may lack.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "src/sys/bytes.h"

namespace skep::disasm {

// Can this build read native instructions?
[[nodiscard]] bool can_read_native();

enum class Machine { x86_64, aarch64 };

// Return the machine that uname(2) calls by this name; nullopt for others.
[[nodiscard]] std::optional<Machine> find_machine(std::string_view name);

struct NativeInsn {
  std::size_t size;
  std::string operation;  // "movq", "lock addq"
  std::string operands;   // "-8(%rbp), %rax"; without that of `target`
  // Where a jump or a call leads, unless that is in a register or in memory.
  std::optional<std::uint64_t> target;
};

class NativeReader {
 public:
  // Errors: Error in a build without Capstone.
  explicit NativeReader(Machine machine);
  NativeReader(const NativeReader&) = delete;
  NativeReader& operator=(const NativeReader&) = delete;
  ~NativeReader();

  // Read the first instruction of `code` (not empty), which stands at the
  // address `pc`.
  // Shape:  x86 in the syntax of AT&T, numbers as LLVM writes them: decimal;
  // but
  //         those of more than 32 bits, which are addresses, in hex. What is no
  //         instruction is ".byte" or, of aarch64, ".inst".
  [[nodiscard]] NativeInsn read(ByteView code, std::uint64_t pc) const;

 private:
  struct Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace skep::disasm
