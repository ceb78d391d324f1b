#include "src/object/elf_check.h"

#include <elf.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <string>
#include <utility>

#include "src/sys/error.h"

#ifndef EM_LOONGARCH
#define EM_LOONGARCH 258
#endif

namespace skep {
namespace {

// Reads numbers of a file header, which may be of the other byte order.
class Header {
 public:
  explicit Header(ByteView elf) : elf_(elf), swap_(!has_host_byte_order(elf)) {}

  [[nodiscard]] std::uint64_t machine() const {
    return at<std::uint16_t>(offsetof(Elf64_Ehdr, e_machine));
  }
  [[nodiscard]] std::uint64_t type() const {
    return at<std::uint16_t>(offsetof(Elf64_Ehdr, e_type));
  }
  [[nodiscard]] std::uint64_t sections_offset() const {
    return at<std::uint64_t>(offsetof(Elf64_Ehdr, e_shoff));
  }
  [[nodiscard]] std::uint64_t sections_size() const {
    return at<std::uint16_t>(offsetof(Elf64_Ehdr, e_shnum)) *
           at<std::uint16_t>(offsetof(Elf64_Ehdr, e_shentsize));
  }

 private:
  template <typename T>
  [[nodiscard]] std::uint64_t at(std::size_t offset) const {
    Bytes number(
        elf_.begin() + static_cast<std::ptrdiff_t>(offset),
        elf_.begin() + static_cast<std::ptrdiff_t>(offset + sizeof(T)));
    if (swap_) std::reverse(number.begin(), number.end());
    return load_as<T>(number);
  }

  ByteView elf_;
  bool swap_;
};

std::string machine_name(std::uint64_t machine) {
  using Name = std::pair<std::uint64_t, const char*>;
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

void check_is_for_bpf(const Header& header, std::string_view path) {
  const std::uint64_t machine = header.machine();
  if (machine != EM_BPF && machine != EM_NONE)
    refuse(path,
           fmt::format("it holds {} code, not BPF", machine_name(machine)),
           "compile with `clang -target bpf`");
  if (header.type() != ET_REL)
    refuse(path, "it is not a relocatable object file");
}

}  // namespace

void check_is_bpf_elf(ByteView bytes, std::string_view path) {
  check_is_elf(bytes, path);
  const Header header{bytes};
  check_is_for_bpf(header, path);
  if (bytes[EI_CLASS] != ELFCLASS64)
    refuse(path, "it is not a 64-bit ELF file");
  const std::uint64_t start = header.sections_offset();
  const std::uint64_t size = header.sections_size();
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
