#include "src/object/elf_check.h"

#include <elf.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <string>
#include <utility>

#include "src/object/elf_numbers.h"
#include "src/sys/error.h"

#ifndef EM_LOONGARCH
#define EM_LOONGARCH 258
#endif

namespace skep {
namespace {

std::string machine_name(Elf64_Half machine) {
  using Name = std::pair<Elf64_Half, const char*>;
  static constexpr auto names = std::to_array<Name>({
      {EM_386, "32-bit x86"},
      {EM_X86_64, "x86-64"},
      {EM_ARM, "32-bit Arm"},
      {EM_AARCH64, "AArch64"},
      {EM_S390, "s390"},
      {EM_PPC64, "PowerPC64"},
      {EM_RISCV, "RISC-V"},
      {EM_MIPS, "MIPS"},
      {EM_SPARCV9, "SPARC"},
      {EM_LOONGARCH, "LoongArch"},
  });
  const auto* const found = std::find_if(
      names.begin(), names.end(),
      [machine](const Name& name) { return name.first == machine; });
  if (found != names.end()) return found->second;
  return fmt::format("machine {}", machine);
}

[[noreturn]] void refuse(std::string_view path, std::string_view reason,
                         std::string hint = {}) {
  throw failure("can't open BPF object {}: {}", path, reason)
      .with_hint(std::move(hint));
}

void check_is_elf(ByteView bytes, std::string_view path) {
  if (bytes.empty()) refuse(path, "the file is empty");
  if (!text_of(bytes).starts_with(std::string_view{ELFMAG, SELFMAG}))
    refuse(path, "it is not an ELF file",
           "an object is made by `clang -target bpf -g -O2 -c`");
  if (bytes.size() < sizeof(Elf64_Ehdr))
    refuse(path, "the file is truncated within the ELF header");
}

void check_is_for_bpf(ByteView elf, std::string_view path) {
  const auto machine =
      load_number<Elf64_Half>(elf, offsetof(Elf64_Ehdr, e_machine));
  if (machine != EM_BPF && machine != EM_NONE)
    refuse(path,
           fmt::format("it holds {} code, not BPF", machine_name(machine)),
           "compile with `clang -target bpf`");
  if (load_number<Elf64_Half>(elf, offsetof(Elf64_Ehdr, e_type)) != ET_REL)
    refuse(path, "it is not a relocatable object file");
}

std::size_t sections_size(ByteView elf) {
  const auto count =
      load_number<Elf64_Half>(elf, offsetof(Elf64_Ehdr, e_shnum));
  return std::size_t{count} *
         load_number<Elf64_Half>(elf, offsetof(Elf64_Ehdr, e_shentsize));
}

}  // namespace

void check_is_bpf_elf(ByteView bytes, std::string_view path) {
  check_is_elf(bytes, path);
  check_is_for_bpf(bytes, path);
  if (bytes[EI_CLASS] != ELFCLASS64)
    refuse(path, "it is not a 64-bit ELF file");
  const auto start =
      load_number<Elf64_Off>(bytes, offsetof(Elf64_Ehdr, e_shoff));
  const std::size_t size = sections_size(bytes);
  if (start > bytes.size() || size > bytes.size() - start)
    refuse(path, fmt::format("the file is truncated: its section headers, at "
                             "byte {}, are beyond its {} bytes",
                             start, bytes.size()));
}

bool has_host_byte_order(ByteView elf) {
  constexpr Byte host =
      std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
  return elf[EI_DATA] == host;
}

bool mentions_section(ByteView elf, std::string_view name) {
  // Section names are stored with a null byte behind each.
  const std::string stored = std::string{name} + '\0';
  return text_of(elf).find(stored) != std::string_view::npos;
}

}  // namespace skep
