// Executables and libraries in which a function is looked up for a uprobe.
#include "src/link/attach/elf_symbol.h"

#include "tests/fuzz/elf_mutator.h"
#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {

void fuzz_one(ByteView input) {
  const MemoryFile file{input};
  (void)function_offset(file.path(), "count");
}

}  // namespace skep::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                               std::size_t size,
                                               std::size_t max_size,
                                               unsigned seed) {
  return skep::fuzz::mutate_elf(data, size, max_size, seed);
}
