// What an instruction of the log does to registers and to the stack.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>

namespace skep::verifier {

inline constexpr unsigned register_count = 12;
using Registers = std::bitset<register_count>;

struct Effect {
  std::optional<unsigned> target{};  // the register that it writes
  Registers sources{};               // what the written value is made of
  bool keeps_target = false;         // and of what was there: "r1 += r2"
  std::optional<unsigned> base{};    // the pointer of a load or store
  std::optional<int> slot_read{};  // the place on the stack that it loads from
  std::optional<int> slot_written{};  // and that it stores to
  int slot_size = 0;
  bool is_call = false;  // which writes r0, and leaves r1 to r5 unreadable
};

// Return the effect of an instruction, "(07) r2 += -8".
[[nodiscard]] Effect effect_of(std::string_view instruction);

}  // namespace skep::verifier
