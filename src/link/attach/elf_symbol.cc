#include "src/link/attach/elf_symbol.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "src/link/attach/elf_file.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep {
namespace {

using VisitFunction =
    std::function<bool(std::string_view name, const GElf_Sym& symbol)>;

// Call `visit` for each function of a symbol table, until it is true; return
// whether it was.
bool visit_table(const ElfFile& file, Elf_Scn* section, const GElf_Shdr& header,
                 const VisitFunction& visit) {
  Elf_Data* data = elf_getdata(section, nullptr);
  if (data == nullptr || header.sh_entsize == 0) return false;
  const auto count = static_cast<int>(header.sh_size / header.sh_entsize);
  for (int i = 0; i < count; ++i) {
    GElf_Sym symbol{};
    if (gelf_getsym(data, i, &symbol) == nullptr ||
        GELF_ST_TYPE(symbol.st_info) != STT_FUNC ||
        symbol.st_shndx == SHN_UNDEF)
      continue;
    const char* name = elf_strptr(file.get(), header.sh_link, symbol.st_name);
    if (name != nullptr && visit(name, symbol)) return true;
  }
  return false;
}

// Call `visit` for each function that the file defines, until it is true.
void visit_functions(const ElfFile& file, const VisitFunction& visit) {
  bool is_done = false;
  for (const GElf_Word type : {GElf_Word{SHT_SYMTAB}, GElf_Word{SHT_DYNSYM}})
    file.visit_sections([&](Elf_Scn* section, const GElf_Shdr& header) {
      is_done = is_done || (header.sh_type == type &&
                            visit_table(file, section, header, visit));
      return is_done;
    });
}

// Return where in the file the address of a symbol lies.
std::optional<std::uint64_t> file_offset(const ElfFile& file,
                                         const GElf_Sym& symbol) {
  GElf_Shdr header{};
  Elf_Scn* section = elf_getscn(file.get(), symbol.st_shndx);
  if (section == nullptr || gelf_getshdr(section, &header) == nullptr)
    return std::nullopt;
  return symbol.st_value - header.sh_addr + header.sh_offset;
}

Error unknown_error(const ElfFile& file, const std::string& path,
                    const std::string& function) {
  std::vector<std::string> names;
  visit_functions(file, [&](std::string_view name, const GElf_Sym&) {
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
  visit_functions(file, [&](std::string_view name, const GElf_Sym& symbol) {
    if (name == function) offset = file_offset(file, symbol);
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
  visit_functions(file, [&](std::string_view name, const GElf_Sym& symbol) {
    if (!matches_glob(name, pattern)) return false;
    if (const auto offset = file_offset(file, symbol))
      offsets.push_back(*offset);
    return false;
  });
  if (offsets.empty()) throw unknown_error(file, path, std::string{pattern});
  std::sort(offsets.begin(), offsets.end());
  offsets.erase(std::unique(offsets.begin(), offsets.end()), offsets.end());
  return offsets;
}

}  // namespace skep
