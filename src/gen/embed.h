// Ways for an object file into the program that uses its skeleton.
#pragma once

#include <string>

#include "src/gen/code.h"
#include "src/sys/bytes.h"

namespace skep::gen {

struct Embedding {
  enum class Kind {
    literal,  // the header holds the bytes
    incbin,   // the assembler takes them from the file
    symbols,  // the linker does: NAME__elf_start, NAME__elf_end
  };
  Kind kind = Kind::literal;
  std::string path{};  // of the object file, for the assembler
};

// Append what brings the object file into the program, or declares it: nothing
// for literal bytes; else the symbol NAME__elf_start, with Kind::symbols
// NAME__elf_end as well. `code` knows $N, the object's name, and $G, the start
// of the header's own macros.
void add_elf_symbols(Code& code, const Embedding& embedding, ByteView elf);

// Append NAME__elf_bytes(), which returns the object file, and what it needs.
// `code` is as for add_elf_symbols().
void add_elf_bytes(Code& code, const Embedding& embedding, ByteView elf);

}  // namespace skep::gen
