// Members of a struct of the kernel's, copied all at once by a program.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "src/bpf_asm/assembler.h"
#include "src/btf/btf.h"
#include "src/btf/find_member.h"

namespace skep::iter {

using bpf_asm::Assembler;
using bpf_asm::Memory;
using bpf_asm::Reg;

class StructCopy {
 public:
  // Find members of a struct, or of the one behind pointers to it, by their
  // paths. Those that end in `?` need not be there.
  // Errors: Error that names the member that this kernel has not.
  StructCopy(btf::BtfView kernel, btf::TypeId type,
             const std::vector<std::string_view>& members);

  // Say where the copy is to be: at a multiple of 8 bytes.
  void put(Memory place) { place_ = place; }

  // How many bytes the copy takes, a multiple of 8.
  [[nodiscard]] std::uint32_t size() const;

  // Copy from the struct at the address in r3: see read().
  void emit(Assembler& out) const;

  [[nodiscard]] bool has(std::string_view member) const;
  [[nodiscard]] btf::TypeId type_of(std::string_view member) const {
    return find(member).type;
  }

  // Load a copied number of 1, 2, 4 or 8 bytes, or a pointer.
  void load(Assembler& out, Reg to, std::string_view member) const;

  // Let `to` be other than 0 if the bit is set of which the member is one.
  void load_bit(Assembler& out, Reg to, std::string_view member) const;

  // Copy a copied member on, all of it or its first `size` bytes, by way of r1.
  // What this kernel has not is zero.
  void copy(Assembler& out, std::string_view member, Memory to,
            std::uint32_t size) const;

 private:
  // Where the copy of a member is.
  [[nodiscard]] Memory at(std::string_view member) const;
  [[nodiscard]] const btf::Target& find(std::string_view member) const;
  [[nodiscard]] std::uint32_t size_of(std::string_view member) const;

  btf::BtfView kernel_;
  std::string name_;  // of the struct
  std::map<std::string, btf::Target, std::less<>> members_{};
  std::uint32_t first_ = 0;  // byte of the struct that is copied
  std::uint32_t end_ = 0;
  Memory place_{Reg::frame};
};

}  // namespace skep::iter
