#include "src/link/attach/elf_symbol.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "src/sys/file.h"
#include "src/sys/text.h"

namespace skep {
namespace {

// An ELF file and its functions.
class ElfFile {
 public:
  explicit ElfFile(const std::string& path)
      : fd_(open_file(path, O_RDONLY)), elf_(nullptr, elf_end) {
    elf_version(EV_CURRENT);
    elf_.reset(elf_begin(fd_.get(), ELF_C_READ, nullptr));
    if (!elf_ || elf_kind(elf_.get()) != ELF_K_ELF)
      throw failure("{} is not an ELF file", path);
  }

  // Call `visit` for each function that the file defines, until it is true.
  void visit_functions(
      const std::function<bool(std::string_view name, const GElf_Sym& symbol)>&
          visit) const {
    for (const GElf_Word type : {GElf_Word{SHT_SYMTAB}, GElf_Word{SHT_DYNSYM}})
      for (Elf_Scn* section = elf_nextscn(elf_.get(), nullptr);
           section != nullptr; section = elf_nextscn(elf_.get(), section)) {
        GElf_Shdr header{};
        if (gelf_getshdr(section, &header) != nullptr &&
            header.sh_type == type && visit_table(section, header, visit))
          return;
      }
  }

  // Return where in the file the address of a symbol lies.
  [[nodiscard]] std::optional<std::uint64_t> file_offset(
      const GElf_Sym& symbol) const {
    GElf_Shdr header{};
    Elf_Scn* section = elf_getscn(elf_.get(), symbol.st_shndx);
    if (section == nullptr || gelf_getshdr(section, &header) == nullptr)
      return std::nullopt;
    return symbol.st_value - header.sh_addr + header.sh_offset;
  }

 private:
  [[nodiscard]] bool visit_table(
      Elf_Scn* section, const GElf_Shdr& header,
      const std::function<bool(std::string_view, const GElf_Sym&)>& visit)
      const {
    Elf_Data* data = elf_getdata(section, nullptr);
    if (data == nullptr || header.sh_entsize == 0) return false;
    const auto count = static_cast<int>(header.sh_size / header.sh_entsize);
    for (int i = 0; i < count; ++i) {
      GElf_Sym symbol{};
      if (gelf_getsym(data, i, &symbol) == nullptr ||
          GELF_ST_TYPE(symbol.st_info) != STT_FUNC ||
          symbol.st_shndx == SHN_UNDEF)
        continue;
      const char* name = elf_strptr(elf_.get(), header.sh_link, symbol.st_name);
      if (name != nullptr && visit(name, symbol)) return true;
    }
    return false;
  }

  Fd fd_;
  std::unique_ptr<Elf, int (*)(Elf*)> elf_;
};

Error unknown_error(const ElfFile& file, const std::string& path,
                    const std::string& function) {
  std::vector<std::string> names;
  file.visit_functions([&](std::string_view name, const GElf_Sym&) {
    names.emplace_back(name);
    return false;
  });
  if (names.empty())
    return failure("{} has no symbols, so '{}' is not found", path, function)
        .with_hint("give the offset of the function in the file");
  return failure("{} has no function '{}'", path, function)
      .with_hint(did_you_mean(function, names));
}

}  // namespace

std::uint64_t function_offset(const std::string& path,
                              const std::string& function) {
  const ElfFile file{path};
  std::optional<std::uint64_t> offset;
  file.visit_functions([&](std::string_view name, const GElf_Sym& symbol) {
    if (name == function) offset = file.file_offset(symbol);
    return offset.has_value();
  });
  if (!offset) throw unknown_error(file, path, function);
  return *offset;
}

std::uint64_t offset_in_file(const std::string& path, const ProbePoint& point) {
  if (point.function.empty()) return point.offset;
  return function_offset(path, point.function) + point.offset;
}

std::vector<std::uint64_t> offsets_matching(const std::string& path,
                                            std::string_view pattern) {
  const ElfFile file{path};
  std::vector<std::uint64_t> offsets;
  file.visit_functions([&](std::string_view name, const GElf_Sym& symbol) {
    if (!matches_glob(name, pattern)) return false;
    if (const auto offset = file.file_offset(symbol))
      offsets.push_back(*offset);
    return false;
  });
  if (offsets.empty()) throw unknown_error(file, path, std::string{pattern});
  std::sort(offsets.begin(), offsets.end());
  offsets.erase(std::unique(offsets.begin(), offsets.end()), offsets.end());
  return offsets;
}

}  // namespace skep
