// The sections of an ELF file, as they are written there.
#pragma once

#include <elf.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "src/object/elf_numbers.h"
#include "src/sys/bytes.h"

namespace skep {

// A view of a file of whatever bytes; numbers of sections must be less than
// count().
class ElfSections {
 public:
  // nullopt: the file has no sections that can be told apart.
  [[nodiscard]] static std::optional<ElfSections> read(ByteView elf);

  [[nodiscard]] std::size_t count() const { return count_; }

  // Return where the headers of the sections start.
  [[nodiscard]] std::size_t table() const { return table_; }

  [[nodiscard]] std::uint64_t offset(std::size_t i) const {
    return get<Elf64_Off>(i, offsetof(Elf64_Shdr, sh_offset));
  }
  [[nodiscard]] std::uint64_t flags(std::size_t i) const {
    return get<Elf64_Xword>(i, offsetof(Elf64_Shdr, sh_flags));
  }
  [[nodiscard]] std::uint64_t alignment(std::size_t i) const;

  // Return the bytes that a section has in the file; nullopt if not all of them
  // are there.
  [[nodiscard]] std::optional<ByteView> content(std::size_t i) const;

  // Return the bytes of the first section of this name; nullopt if there is
  // none, none if not all of them are there.
  [[nodiscard]] std::optional<ByteView> find(std::string_view name) const;

  // Return the name of a section; empty if it has none.
  [[nodiscard]] std::string_view name(std::size_t i) const;

 private:
  ElfSections(ByteView elf, std::size_t table, std::size_t count)
      : elf_(elf), table_(table), count_(count) {}

  template <typename T>
  [[nodiscard]] T get(std::size_t i, std::size_t field) const {
    return load_number<T>(elf_, table_ + i * sizeof(Elf64_Shdr) + field);
  }

  ByteView elf_;
  std::size_t table_;
  std::size_t count_;
};

}  // namespace skep
