// BPF objects made in memory, with programs in sections of any names.
#pragma once

#include <elf.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "src/sys/bytes.h"

namespace skep {

// Builds an ELF file with a program "p0", "p1" ... for each section name. None
// needs a kernel to be opened.
class SectionObject {
 public:
  explicit SectionObject(const std::vector<std::string>& sections) {
    add(".strtab", SHT_STRTAB, 0, {});
    add(".symtab", SHT_SYMTAB, 0, std::string(sizeof(Elf64_Sym), '\0'));
    headers_[symbols].sh_link = strings;
    headers_[symbols].sh_info = 1;
    headers_[symbols].sh_entsize = sizeof(Elf64_Sym);
    add("license", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE,
        std::string{"GPL\0", 4});
    for (const std::string& section : sections) add_program(section);
  }

  [[nodiscard]] Bytes bytes() const {
    Elf64_Ehdr file{};
    std::memcpy(file.e_ident, ELFMAG, SELFMAG);
    file.e_ident[EI_CLASS] = ELFCLASS64;
    const bool is_little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
    file.e_ident[EI_DATA] = is_little ? ELFDATA2LSB : ELFDATA2MSB;
    file.e_ident[EI_VERSION] = EV_CURRENT;
    file.e_type = ET_REL;
    file.e_machine = EM_BPF;
    file.e_version = EV_CURRENT;
    file.e_ehsize = sizeof(file);
    file.e_shentsize = sizeof(Elf64_Shdr);
    file.e_shnum = static_cast<Elf64_Half>(headers_.size());
    file.e_shstrndx = strings;
    std::vector<Elf64_Shdr> headers = headers_;
    std::string data;
    for (std::size_t i = 1; i < headers.size(); ++i) {
      headers[i].sh_offset = sizeof(file) + data.size();
      headers[i].sh_size = contents_[i].size();
      data += contents_[i];
      data.resize((data.size() + 7) / 8 * 8);
    }
    file.e_shoff = sizeof(file) + data.size();
    const std::string all = raw(file) + data + raw_of(headers);
    const auto view = bytes_of(all);
    return {view.begin(), view.end()};
  }

 private:
  static constexpr std::uint16_t strings = 1;
  static constexpr std::uint16_t symbols = 2;

  template <typename T>
  static std::string raw(const T& value) {
    return {reinterpret_cast<const char*>(&value), sizeof(value)};
  }
  static std::string raw_of(const std::vector<Elf64_Shdr>& headers) {
    std::string text;
    for (const Elf64_Shdr& header : headers) text += raw(header);
    return text;
  }

  std::uint32_t add_string(std::string_view text) {
    std::string& table = contents_[strings];
    if (table.empty()) table.assign(1, '\0');
    const auto offset = static_cast<std::uint32_t>(table.size());
    table.append(text).push_back('\0');
    return offset;
  }

  std::uint16_t add(std::string_view name, std::uint32_t type,
                    std::uint64_t flags, std::string content) {
    Elf64_Shdr header{};
    header.sh_type = type;
    header.sh_flags = flags;
    header.sh_addralign = 8;
    headers_.push_back(header);
    contents_.push_back(std::move(content));
    headers_.back().sh_name = add_string(name);
    return static_cast<std::uint16_t>(headers_.size() - 1);
  }

  void add_program(const std::string& section) {
    // r0 = 0; exit
    const std::uint8_t code[] = {0xb7, 0, 0, 0, 0, 0, 0, 0,
                                 0x95, 0, 0, 0, 0, 0, 0, 0};
    const std::uint16_t index =
        add(section, SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, raw(code));
    Elf64_Sym symbol{};
    symbol.st_name = add_string("p" + std::to_string(count_++));
    symbol.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC);
    symbol.st_shndx = index;
    symbol.st_size = sizeof(code);
    contents_[symbols] += raw(symbol);
  }

  std::vector<Elf64_Shdr> headers_{1};
  std::vector<std::string> contents_{1};
  std::size_t count_ = 0;
};

}  // namespace skep
