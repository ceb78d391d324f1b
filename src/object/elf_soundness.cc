#include "src/object/elf_soundness.h"

#include <gelf.h>
#include <libelf.h>
#include <linux/bpf.h>

#include <memory>

#include "src/btf/btf.h"
#include "src/sys/error.h"
#include "src/sys/log.h"

namespace skep {
namespace {

using ElfFile = std::unique_ptr<Elf, int (*)(Elf*)>;

// libelf takes memory that it may write to, and does not write when it reads.
ElfFile open_elf(ByteView bytes) {
  elf_version(EV_CURRENT);
  auto* start = const_cast<Byte*>(bytes.data());
  return {elf_memory(reinterpret_cast<char*>(start), bytes.size()), elf_end};
}

// Return the bytes of a section; none if it can't be read.
ByteView content_of(Elf_Scn* section) {
  const Elf_Data* data = elf_rawdata(section, nullptr);
  if (data == nullptr || data->d_buf == nullptr) return {};
  return {static_cast<const Byte*>(data->d_buf), data->d_size};
}

// Does a function end with the first half of an instruction?
bool is_cut(ByteView section, const GElf_Sym& function) {
  const std::uint64_t start = function.st_value;
  const std::uint64_t size = function.st_size;
  if (start > section.size() || size > section.size() - start ||
      size < sizeof(bpf_insn))
    return false;
  const ByteView last =
      section.subspan(start + size - sizeof(bpf_insn), sizeof(bpf_insn));
  return load_as<bpf_insn>(last).code == (BPF_LD | BPF_IMM | BPF_DW);
}

bool has_cut_function(Elf* elf, Elf_Scn* table) {
  Elf_Data* symbols = elf_getdata(table, nullptr);
  GElf_Sym symbol{};
  for (int i = 0; gelf_getsym(symbols, i, &symbol) != nullptr; ++i) {
    if (GELF_ST_TYPE(symbol.st_info) != STT_FUNC) continue;
    Elf_Scn* section = elf_getscn(elf, symbol.st_shndx);
    if (section != nullptr && is_cut(content_of(section), symbol)) return true;
  }
  return false;
}

bool has_endless_btf(ByteView raw) {
  // libbpf says what it does not like when it opens the object.
  HeldDiagnostics diagnostics;
  try {
    return btf::has_endless_references(btf::Btf::from_bytes(raw));
  } catch (const Error&) {
    static_cast<void>(diagnostics.take());
    return false;
  }
}

// Return what is wrong with a section; empty: nothing.
std::string_view fault_of(Elf* elf, Elf_Scn* section) {
  GElf_Shdr header{};
  if (gelf_getshdr(section, &header) == nullptr) return {};
  if (header.sh_type == SHT_SYMTAB)
    return has_cut_function(elf, section)
               ? "a function ends within an instruction"
               : "";
  std::size_t names = 0;
  if (elf_getshdrstrndx(elf, &names) != 0) return {};
  const char* name = elf_strptr(elf, names, header.sh_name);
  if (name == nullptr || std::string_view{name} != ".BTF") return {};
  return has_endless_btf(content_of(section))
             ? "its BTF is malformed: a type leads back to itself"
             : "";
}

}  // namespace

void check_is_sound(ByteView elf, std::string_view path) {
  const ElfFile file = open_elf(elf);
  if (!file) return;
  for (Elf_Scn* section = elf_nextscn(file.get(), nullptr); section != nullptr;
       section = elf_nextscn(file.get(), section))
    if (const auto fault = fault_of(file.get(), section); !fault.empty())
      throw failure("can't open BPF object {}: {}", path, fault);
}

}  // namespace skep
