// Object files through `gen min_core_btf`: their CO-RE relocations are read,
// and answered by their own BTF, which stands in for the kernel's.
#include "src/gen/min_core_btf.h"

#include "src/btf/btf.h"
#include "src/sys/error.h"
#include "tests/fuzz/elf_mutator.h"
#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {
namespace {

bool is_btf(ByteView raw) {
  try {
    (void)btf::Btf::from_bytes(raw);
    return true;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

void fuzz_one(ByteView input) {
  const MemoryFile file{input};
  const btf::Btf kernel = btf::Btf::from_file(file.path());
  gen::MinCoreBtf minimal{kernel};
  minimal.add_object(input, "object");
  require(is_btf(minimal.write()), "valid BTF");
}

}  // namespace skep::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                               std::size_t size,
                                               std::size_t max_size,
                                               unsigned seed) {
  return skep::fuzz::mutate_elf(data, size, max_size, seed);
}
