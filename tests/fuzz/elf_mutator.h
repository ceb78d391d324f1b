// Mutations of ELF files that keep most of them well-formed: what is wrong is
// found by who reads the sections, not at once by libelf.
#pragma once

#include <cstddef>
#include <cstdint>

namespace skep::fuzz {

// A LLVMFuzzerCustomMutator().
std::size_t mutate_elf(std::uint8_t* data, std::size_t size,
                       std::size_t max_size, unsigned seed);

}  // namespace skep::fuzz
