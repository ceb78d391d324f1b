#include "tests/fuzz/btf_input.h"

#include "tests/fuzz/btf_mutator.h"

namespace skep::fuzz {

std::size_t mutate_btf_input(std::uint8_t* data, std::size_t size,
                             std::size_t max_size, unsigned seed) {
  Chance chance{seed};
  const ByteView whole{data, size};
  const ByteView raw = BtfInput{whole}.raw;
  const ByteView before = whole.first(size - raw.size());
  Bytes front{before.begin(), before.end()};
  Bytes btf{raw.begin(), raw.end()};
  if (chance.one_in(4))
    mutate_word(front, chance, static_cast<std::uint32_t>(chance.below(64)));
  else
    mutate_btf(btf, chance);
  front.insert(front.end(), btf.begin(), btf.end());
  return give_back(front, data, max_size);
}

}  // namespace skep::fuzz
