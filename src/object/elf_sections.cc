#include "src/object/elf_sections.h"

#include <algorithm>

namespace skep {

std::optional<ElfSections> ElfSections::read(ByteView elf) {
  if (elf.size() < sizeof(Elf64_Ehdr)) return std::nullopt;
  const auto table = load_number<Elf64_Off>(elf, offsetof(Elf64_Ehdr, e_shoff));
  const auto count =
      load_number<Elf64_Half>(elf, offsetof(Elf64_Ehdr, e_shnum));
  const auto size =
      load_number<Elf64_Half>(elf, offsetof(Elf64_Ehdr, e_shentsize));
  const bool fits =
      table <= elf.size() &&
      std::size_t{count} * sizeof(Elf64_Shdr) <= elf.size() - table;
  if (count == 0 || size != sizeof(Elf64_Shdr) || !fits) return std::nullopt;
  return ElfSections{elf, table, count};
}

std::uint64_t ElfSections::alignment(std::size_t i) const {
  const auto align = get<Elf64_Xword>(i, offsetof(Elf64_Shdr, sh_addralign));
  return std::max<Elf64_Xword>(align, 1);
}

std::optional<ByteView> ElfSections::content(std::size_t i) const {
  const auto type = get<Elf64_Word>(i, offsetof(Elf64_Shdr, sh_type));
  if (type == SHT_NOBITS || type == SHT_NULL) return ByteView{};
  const auto size = get<Elf64_Xword>(i, offsetof(Elf64_Shdr, sh_size));
  if (offset(i) > elf_.size() || size > elf_.size() - offset(i))
    return std::nullopt;
  return elf_.subspan(offset(i), size);
}

std::optional<ByteView> ElfSections::find(std::string_view name) const {
  for (std::size_t i = 0; i < count_; ++i)
    if (this->name(i) == name) return content(i).value_or(ByteView{});
  return std::nullopt;
}

std::string_view ElfSections::name(std::size_t i) const {
  const auto names =
      load_number<Elf64_Half>(elf_, offsetof(Elf64_Ehdr, e_shstrndx));
  if (names >= count_) return {};
  const auto text = text_of(content(names).value_or(ByteView{}));
  const auto start = get<Elf64_Word>(i, offsetof(Elf64_Shdr, sh_name));
  if (start >= text.size()) return {};
  return text.substr(start, text.find('\0', start) - start);
}

}  // namespace skep
