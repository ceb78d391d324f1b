// Where static probes have their arguments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace skep {

struct UsdtArgument {
  enum class Place { constant, in_register, in_memory, in_array };

  Place place = Place::constant;
  bool is_signed = false;
  unsigned size = 0;  // in bytes: 1, 2, 4 or 8
  // The constant itself; in memory, what is added to the register.
  std::int64_t number = 0;
  // Where struct pt_regs has the register, and the one with the index of an
  // element, of which there are 1 << scale bytes each.
  std::size_t register_at = 0;
  std::size_t index_at = 0;
  unsigned scale = 0;

  bool operator==(const UsdtArgument&) const = default;
};

// Read what a note says of the arguments, "-4@%esi 8@-24(%rbp) 4@$7", in the
// words of the assembler of this machine: SIZE@PLACE, where a negative size is
// that of a signed number.
// Errors: Error that shows the argument that can't be read by programs.
[[nodiscard]] std::vector<UsdtArgument> parse_usdt_arguments(
    std::string_view text);

}  // namespace skep
