// Inputs that hold a value and the BTF that it may be of.
#pragma once

#include <cstddef>
#include <cstdint>

#include "src/sys/bytes.h"
#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {

// On the front: which type (2 bytes), the size of the value (1 byte), the
// value. The rest is raw BTF.
struct BtfInput {
  explicit BtfInput(ByteView bytes) : BtfInput(Input{bytes}) {}

  std::uint16_t type;
  ByteView value;
  ByteView raw;

 private:
  explicit BtfInput(Input input)
      : type(input.number<std::uint16_t>()),
        value(input.take(input.number<std::uint8_t>())),
        raw(input.rest()) {}
};

// A LLVMFuzzerCustomMutator().
std::size_t mutate_btf_input(std::uint8_t* data, std::size_t size,
                             std::size_t max_size, unsigned seed);

}  // namespace skep::fuzz
