#include "tests/fuzz/elf_mutator.h"

#include <elf.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/btf_mutator.h"
#include "tests/fuzz/mutator.h"

namespace skep::fuzz {
namespace {

// An ELF file whose sections can be replaced.
class ElfFile {
 public:
  explicit ElfFile(Bytes bytes) : bytes_(std::move(bytes)) {
    if (bytes_.size() < sizeof(Elf64_Ehdr)) return;
    const auto header = load_as<Elf64_Ehdr>(bytes_);
    const bool is_elf = text_of(bytes_).starts_with(ELFMAG);
    const std::size_t end =
        header.e_shoff + header.e_shnum * sizeof(Elf64_Shdr);
    if (!is_elf || header.e_shoff > bytes_.size() || end > bytes_.size())
      return;
    headers_at_ = header.e_shoff;
    sections_.resize(header.e_shnum);
    for (std::size_t i = 0; i < sections_.size(); ++i)
      sections_[i] = load_as<Elf64_Shdr>(
          ByteView{bytes_}.subspan(headers_at_ + i * sizeof(Elf64_Shdr)));
    names_at_ = header.e_shstrndx;
  }

  // One more than the index of the last section; 0 if it is no ELF file.
  [[nodiscard]] std::size_t section_count() const { return sections_.size(); }
  [[nodiscard]] std::size_t names_index() const { return names_at_; }

  [[nodiscard]] Elf64_Shdr header(std::size_t index) const {
    return index < sections_.size() ? sections_[index] : Elf64_Shdr{};
  }
  void set_header(std::size_t index, const Elf64_Shdr& header) {
    if (index >= sections_.size()) return;
    sections_[index] = header;
    write(headers_at_ + index * sizeof header, bytes_of(header));
  }

  [[nodiscard]] Bytes content(std::size_t index) const {
    const Elf64_Shdr section = header(index);
    if (section.sh_type == SHT_NOBITS || section.sh_offset > bytes_.size() ||
        section.sh_size > bytes_.size() - section.sh_offset)
      return {};
    const auto start =
        bytes_.begin() + static_cast<std::ptrdiff_t>(section.sh_offset);
    return {start, start + static_cast<std::ptrdiff_t>(section.sh_size)};
  }
  // What does not fit in its old place goes to the end of the file.
  void set_content(std::size_t index, const Bytes& content) {
    Elf64_Shdr section = header(index);
    if (content.size() > section.sh_size) {
      bytes_.resize((bytes_.size() + 7) / 8 * 8);
      section.sh_offset = bytes_.size();
      bytes_.resize(bytes_.size() + content.size());
    }
    section.sh_size = content.size();
    write(section.sh_offset, content);
    set_header(index, section);
  }

  [[nodiscard]] std::string name(std::size_t index) const {
    const Bytes names = content(names_at_);
    const std::size_t at =
        std::min<std::size_t>(header(index).sh_name, names.size());
    const std::string_view rest = text_of(ByteView{names}.subspan(at));
    return std::string{rest.substr(0, rest.find('\0'))};
  }

  [[nodiscard]] Bytes& bytes() { return bytes_; }

 private:
  void write(std::size_t at, ByteView content) {
    if (at > bytes_.size() || content.size() > bytes_.size() - at) return;
    std::copy(content.begin(), content.end(),
              bytes_.begin() + static_cast<std::ptrdiff_t>(at));
  }

  Bytes bytes_;
  std::size_t headers_at_ = 0;
  std::size_t names_at_ = 0;
  std::vector<Elf64_Shdr> sections_;
};

std::string_view section_name(Chance& chance) {
  static constexpr auto names =
      std::to_array<std::string_view>({".maps",
                                       "maps",
                                       ".bss",
                                       ".data",
                                       ".data.x",
                                       ".rodata",
                                       ".rodata.",
                                       ".kconfig",
                                       ".ksyms",
                                       ".BTF",
                                       ".BTF.ext",
                                       ".addr_space.1",
                                       ".text",
                                       "license",
                                       "version",
                                       ".struct_ops",
                                       ".struct_ops.link",
                                       "struct_ops/x",
                                       "?struct_ops.link",
                                       "xdp",
                                       "?xdp",
                                       "tp/a/b",
                                       "kprobe/x",
                                       "uprobe//a:b",
                                       "fentry/x",
                                       "iter/task",
                                       "lsm/x",
                                       "tc",
                                       "tcx/ingress",
                                       "usdt",
                                       "syscall",
                                       "freplace/x",
                                       "ksyscall/x",
                                       "kprobe.multi/x*",
                                       "perf_event",
                                       ".jumptables",
                                       "?",
                                       "/",
                                       ".relxdp"});
  return chance.one_in(4) ? odd_name(chance) : chance.one_of(names);
}

// Append a string to a string table. Returns where it is.
std::uint32_t add_string(ElfFile& elf, std::size_t table,
                         std::string_view text) {
  Bytes strings = elf.content(table);
  const auto at = static_cast<std::uint32_t>(strings.size());
  strings.insert(strings.end(), text.begin(), text.end());
  strings.push_back(0);
  elf.set_content(table, strings);
  return at;
}

void rename_section(ElfFile& elf, std::size_t index, Chance& chance) {
  const std::uint32_t name =
      add_string(elf, elf.names_index(), section_name(chance));
  Elf64_Shdr header = elf.header(index);
  header.sh_name = name;
  elf.set_header(index, header);
}

void mutate_header(ElfFile& elf, std::size_t index, Chance& chance) {
  const Elf64_Shdr header = elf.header(index);
  const ByteView before = bytes_of(header);
  Bytes bytes{before.begin(), before.end()};
  mutate_word(bytes, chance,
              static_cast<std::uint32_t>(chance.below(elf.section_count())));
  elf.set_header(index, load_as<Elf64_Shdr>(bytes));
}

void mutate_symbol(ElfFile& elf, std::size_t table, Chance& chance) {
  Bytes symbols = elf.content(table);
  if (symbols.size() < sizeof(Elf64_Sym)) return;
  const std::size_t at =
      chance.below(symbols.size() / sizeof(Elf64_Sym)) * sizeof(Elf64_Sym);
  auto symbol = load_as<Elf64_Sym>(ByteView{symbols}.subspan(at));
  const auto number = odd_number(
      chance, static_cast<std::uint32_t>(chance.below(elf.section_count())));
  switch (chance.below(5)) {
    case 0:
      symbol.st_name =
          add_string(elf, elf.header(table).sh_link, odd_name(chance));
      break;
    case 1:
      symbol.st_info = static_cast<unsigned char>(
          ELF64_ST_INFO(chance.below(3), chance.below(5)));
      break;
    case 2:
      symbol.st_shndx = static_cast<Elf64_Half>(number);
      break;
    case 3:
      symbol.st_value = number;
      break;
    default:
      symbol.st_size = number;
  }
  const ByteView changed = bytes_of(symbol);
  std::copy(changed.begin(), changed.end(),
            symbols.begin() + static_cast<std::ptrdiff_t>(at));
  elf.set_content(table, symbols);
}

void mutate_content(ElfFile& elf, std::size_t index, Chance& chance) {
  Bytes content = elf.content(index);
  if (elf.name(index) == ".BTF")
    mutate_btf(content, chance);
  else if (chance.one_in(3))
    mutate_bytes(content, chance);
  else
    mutate_word(content, chance,
                static_cast<std::uint32_t>(chance.below(64) * 8));
  elf.set_content(index, content);
}

// Choose a section, most often one of those that matter.
std::size_t choose_section(const ElfFile& elf, Chance& chance) {
  std::vector<std::size_t> interesting;
  for (std::size_t i = 0; i < elf.section_count(); ++i) {
    const std::string name = elf.name(i);
    if (name == ".BTF") interesting.insert(interesting.end(), 4, i);
    if (!name.starts_with(".debug") && !name.starts_with(".rel.debug"))
      interesting.push_back(i);
  }
  if (interesting.empty()) return chance.below(elf.section_count());
  return chance.one_of(interesting);
}

void mutate_one(ElfFile& elf, Chance& chance) {
  const std::size_t index = choose_section(elf, chance);
  if (elf.header(index).sh_type == SHT_SYMTAB)
    return mutate_symbol(elf, index, chance);
  if (chance.one_in(12)) return mutate_header(elf, index, chance);
  if (chance.one_in(12)) return rename_section(elf, index, chance);
  mutate_content(elf, index, chance);
}

}  // namespace

std::size_t mutate_elf(std::uint8_t* data, std::size_t size,
                       std::size_t max_size, unsigned seed) {
  Chance chance{seed};
  ElfFile elf{Bytes{data, data + size}};
  if (elf.section_count() == 0 || chance.one_in(64))
    mutate_bytes(elf.bytes(), chance);
  else
    for (std::size_t n = 1 + chance.below(2); n > 0; --n)
      mutate_one(elf, chance);
  return give_back(elf.bytes(), data, max_size);
}

}  // namespace skep::fuzz
