#include "src/disasm/native_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace skep::disasm {
namespace {

// Numbers of more than 32 bits are addresses.
bool is_address(std::uint64_t number) {
  const auto value = static_cast<std::int64_t>(number);
  return value < std::numeric_limits<std::int32_t>::min() ||
         value > std::numeric_limits<std::uint32_t>::max();
}

std::string spell(std::uint64_t number, bool is_negative, bool is_byte) {
  if (is_negative) number = 0 - number;
  if (is_byte) return std::to_string(static_cast<std::int8_t>(number));
  if (is_address(number)) return fmt::format("0x{:x}", number);
  return std::to_string(static_cast<std::int64_t>(number));
}

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '_';
}

// Take a number in hex off the front of `rest`; nullopt if there is none.
std::optional<std::uint64_t> take_hex(std::string_view& rest) {
  if (!rest.starts_with("0x")) return std::nullopt;
  std::uint64_t number = 0;
  const char* end = rest.data() + rest.size();
  const auto [stop, error] = std::from_chars(rest.data() + 2, end, number, 16);
  if (error != std::errc{}) return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(stop - rest.data()));
  return number;
}

}  // namespace

std::string respelled(std::string_view operands, bool byte_immediate) {
  std::string_view rest = operands;
  std::string text;
  bool in_parentheses = false;
  while (!rest.empty()) {
    const bool starts_word = text.empty() || !is_word(text.back());
    const bool is_negative = !text.empty() && text.back() == '-';
    if (const auto number = starts_word ? take_hex(rest) : std::nullopt) {
      if (is_negative) text.pop_back();
      const bool is_immediate = !text.empty() && text.back() == '$';
      text += spell(*number, is_negative, is_immediate && byte_immediate);
      continue;
    }
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c == '(' || c == ')') in_parentheses = c == '(';
    if (c != ' ' || !in_parentheses) text += c;
  }
  return text;
}

NativeInsn unknown_insn(Machine machine, ByteView code) {
  if (machine == Machine::aarch64 && code.size() >= 4)
    return {.size = 4,
            .operation = ".inst",
            .operands = fmt::format("0x{:08x}", load_as<std::uint32_t>(code)),
            .target = {}};
  return {.size = 1,
          .operation = ".byte",
          .operands = fmt::format("0x{:02x}", code.front()),
          .target = {}};
}

std::optional<Machine> find_machine(std::string_view name) {
  static constexpr auto machines =
      std::to_array<std::pair<std::string_view, Machine>>(
          {{"x86_64", Machine::x86_64}, {"aarch64", Machine::aarch64}});
  const auto* found =
      std::find_if(machines.begin(), machines.end(),
                   [&](const auto& entry) { return entry.first == name; });
  if (found == machines.end()) return std::nullopt;
  return found->second;
}

}  // namespace skep::disasm
