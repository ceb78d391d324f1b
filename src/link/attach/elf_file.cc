#include "src/link/attach/elf_file.h"

#include <fcntl.h>

#include <cstddef>

#include "src/sys/error.h"
#include "src/sys/file.h"

namespace skep {

ElfFile::ElfFile(const std::string& path)
    : fd_(open_file(path, O_RDONLY)), elf_(nullptr, elf_end) {
  elf_version(EV_CURRENT);
  elf_.reset(elf_begin(fd_.get(), ELF_C_READ, nullptr));
  if (!elf_ || elf_kind(elf_.get()) != ELF_K_ELF)
    throw failure("{} is not an ELF file", path);
}

void ElfFile::visit_sections(const VisitSection& visit) const {
  for (Elf_Scn* section = elf_nextscn(elf_.get(), nullptr); section != nullptr;
       section = elf_nextscn(elf_.get(), section)) {
    GElf_Shdr header{};
    if (gelf_getshdr(section, &header) != nullptr && visit(section, header))
      return;
  }
}

std::string_view ElfFile::name_of(const GElf_Shdr& header) const {
  std::size_t names = 0;
  if (elf_getshdrstrndx(elf_.get(), &names) != 0) return {};
  const char* name = elf_strptr(elf_.get(), names, header.sh_name);
  return name != nullptr ? std::string_view{name} : std::string_view{};
}

}  // namespace skep
