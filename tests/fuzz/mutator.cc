#include "tests/fuzz/mutator.h"

#include <algorithm>
#include <array>
#include <string>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                        std::size_t max_size);

namespace skep::fuzz {

std::uint32_t odd_number(Chance& chance, std::uint32_t likely) {
  static constexpr auto odd = std::to_array<std::uint32_t>(
      {0, 1, 2, 7, 8, 31, 32, 64, 127, 128, 255, 0x7fff, 0x8000, 0xffff,
       0x10000, 0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff});
  switch (chance.below(4)) {
    case 0:
      return chance.one_of(odd);
    case 1:
      return std::uint32_t{1} << chance.below(32);
    case 2:
      return static_cast<std::uint32_t>(chance.below(40));
    default:
      return likely;
  }
}

std::string_view odd_name(Chance& chance) {
  static const std::string long_name(300, 'n');
  static const auto names =
      std::to_array<std::string_view>({"",         "class",
                                       "int",      "a\nb",
                                       "\"",       "\\",
                                       "*/",       "/*",
                                       "a;b",      "\x1b[31m",
                                       "\xc2\x9b", "\xff\xfe",
                                       "%s%n",     "$N",
                                       "{}",       "1st",
                                       "a b",      "a.b",
                                       "__pad0",   "bool",
                                       "co_await", "\xf0\x9f\x90\x9d",
                                       long_name});
  return chance.one_of(names);
}

void mutate_word(Bytes& bytes, Chance& chance, std::uint32_t likely) {
  if (bytes.size() < sizeof(std::uint32_t)) return;
  const std::size_t at = chance.below(bytes.size() / sizeof(std::uint32_t)) *
                         sizeof(std::uint32_t);
  auto number = load_as<std::uint32_t>(ByteView{bytes}.subspan(at));
  switch (chance.below(3)) {
    case 0:
      number ^= std::uint32_t{1} << chance.below(32);
      break;
    case 1:
      number += static_cast<std::uint32_t>(chance.below(9)) - 4;
      break;
    default:
      number = odd_number(chance, likely);
  }
  const ByteView changed = bytes_of(number);
  std::copy(changed.begin(), changed.end(),
            bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

void mutate_bytes(Bytes& bytes, Chance& chance) {
  const std::size_t size = bytes.size();
  bytes.resize(size + 1 + chance.below(32));
  bytes.resize(LLVMFuzzerMutate(bytes.data(), size, bytes.size()));
}

std::size_t give_back(const Bytes& bytes, std::uint8_t* data,
                      std::size_t max_size) {
  const std::size_t size = std::min(bytes.size(), max_size);
  std::copy_n(bytes.begin(), size, data);
  return size;
}

}  // namespace skep::fuzz
