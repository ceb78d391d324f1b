// ELF files that have places for probes: executables and libraries.
#pragma once

#include <gelf.h>
#include <libelf.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "src/sys/fd.h"

namespace skep {

class ElfFile {
 public:
  using VisitSection =
      std::function<bool(Elf_Scn* section, const GElf_Shdr& header)>;

  // Errors: Error that names the file: unreadable, not ELF.
  explicit ElfFile(const std::string& path);

  [[nodiscard]] Elf* get() const { return elf_.get(); }

  // Call `visit` for each section, until it is true.
  void visit_sections(const VisitSection& visit) const;

  // Return the name of a section; empty when it has none.
  [[nodiscard]] std::string_view name_of(const GElf_Shdr& header) const;

 private:
  Fd fd_;
  std::unique_ptr<Elf, int (*)(Elf*)> elf_;
};

}  // namespace skep
