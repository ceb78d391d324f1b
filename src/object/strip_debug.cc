#include "src/object/strip_debug.h"

#include <elf.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "src/object/elf_numbers.h"
#include "src/object/elf_sections.h"

namespace skep {
namespace {

bool is_debug_section(std::string_view name) {
  for (const std::string_view start : {".rel", ".rela"})
    if (name.starts_with(start) && name.substr(start.size()).starts_with('.'))
      name.remove_prefix(start.size());
  return name.starts_with(".debug_") || name.starts_with(".zdebug_");
}

void align(Bytes& out, std::uint64_t alignment) {
  out.resize((out.size() + alignment - 1) / alignment * alignment);
}

// Append the content of all sections but those of DWARF; return where each one
// starts. nullopt: there are parts that several sections share.
std::optional<std::vector<std::size_t>> copy_sections(
    ByteView elf, const ElfSections& sections, Bytes& out) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < sections.count(); ++i) {
    const auto content = sections.content(i);
    if (!content || sections.alignment(i) > elf.size()) return std::nullopt;
    const bool is_kept =
        !content->empty() && !is_debug_section(sections.name(i));
    if (is_kept) align(out, sections.alignment(i));
    starts.push_back(out.size());
    if (!is_kept) continue;
    if (content->size() > elf.size() - std::min(out.size(), elf.size()))
      return std::nullopt;
    out.insert(out.end(), content->begin(), content->end());
  }
  return starts;
}

void describe_section(MutableBytes out, std::size_t header, std::size_t start,
                      bool is_debug) {
  store_number<Elf64_Off>(out, header + offsetof(Elf64_Shdr, sh_offset), start);
  if (!is_debug) return;
  const std::size_t flags = header + offsetof(Elf64_Shdr, sh_flags);
  store_number<Elf64_Xword>(
      out, flags,
      load_number<Elf64_Xword>(out, flags) & ~Elf64_Xword{SHF_COMPRESSED});
  store_number<Elf64_Xword>(out, header + offsetof(Elf64_Shdr, sh_size), 0);
}

std::optional<Bytes> without_debug(ByteView elf, const ElfSections& sections) {
  Bytes out{elf.begin(), elf.begin() + sizeof(Elf64_Ehdr)};
  const auto starts = copy_sections(elf, sections, out);
  if (!starts) return std::nullopt;
  align(out, alignof(Elf64_Shdr));
  const std::size_t table = out.size();
  const ByteView headers =
      elf.subspan(sections.table(), sections.count() * sizeof(Elf64_Shdr));
  out.insert(out.end(), headers.begin(), headers.end());
  store_number<Elf64_Off>(out, offsetof(Elf64_Ehdr, e_shoff), table);
  // The first section is none.
  for (std::size_t i = 1; i < sections.count(); ++i)
    describe_section(out, table + i * sizeof(Elf64_Shdr), (*starts)[i],
                     is_debug_section(sections.name(i)));
  return out;
}

}  // namespace

Bytes strip_debug(ByteView elf) {
  std::optional<Bytes> stripped;
  if (const auto sections = ElfSections::read(elf))
    stripped = without_debug(elf, *sections);
  const bool is_smaller = stripped && stripped->size() < elf.size();
  return is_smaller ? *std::move(stripped) : Bytes{elf.begin(), elf.end()};
}

}  // namespace skep
