// Mutations of bytes that have a structure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string_view>

#include "src/sys/bytes.h"

namespace skep::fuzz {

// Chance, repeatable by its seed.
class Chance {
 public:
  explicit Chance(unsigned seed) : engine_(seed) {}

  // Return a number below `limit`, which is not 0.
  std::size_t below(std::size_t limit) { return engine_() % limit; }
  bool one_in(std::size_t n) { return below(n) == 0; }
  // Return one of the elements, of which there are some.
  template <typename Range>
  auto& one_of(Range& range) {
    return range[below(range.size())];
  }

 private:
  std::minstd_rand engine_;
};

// Return a number of the kind that breaks programs: small, huge, a power of 2,
// or `likely`.
std::uint32_t odd_number(Chance& chance, std::uint32_t likely);

// Return a name that breaks printers: keywords, quotes, escapes, long ones.
std::string_view odd_name(Chance& chance);

// Change an aligned number of four bytes.
void mutate_word(Bytes& bytes, Chance& chance, std::uint32_t likely);

// Mutate by libFuzzer's own means, growing by a few bytes at most.
void mutate_bytes(Bytes& bytes, Chance& chance);

// Put `bytes` where libFuzzer wants them. Returns their size.
std::size_t give_back(const Bytes& bytes, std::uint8_t* data,
                      std::size_t max_size);

}  // namespace skep::fuzz
